// SPDX-License-Identifier: Apache-2.0
/** Whom we could talk to, and why somebody could not serve us just now. A leaf: it knows no other package. */
@NullMarked
package dev.hawser.endpoint;

import org.jspecify.annotations.NullMarked;
