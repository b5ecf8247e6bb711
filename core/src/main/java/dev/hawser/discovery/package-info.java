// SPDX-License-Identifier: Apache-2.0
/** Where endpoints come from: fixed lists, files, DNS, and combinations of them. */
@NullMarked
package dev.hawser.discovery;

import org.jspecify.annotations.NullMarked;
