// SPDX-License-Identifier: Apache-2.0
/** {@code hawser discover}: what a target's source tells, and what changes in it, as a pool would see it. */
@NullMarked
package dev.hawser.cli.discover;

import org.jspecify.annotations.NullMarked;
