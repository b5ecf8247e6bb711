// SPDX-License-Identifier: Apache-2.0
/**
 * Who leads a group, as far as this client knows, and how sure it is. Terms guard what is known: older news never
 * replaces newer. Leadership says nothing about health.
 */
@NullMarked
package dev.hawser.leader;

import org.jspecify.annotations.NullMarked;
