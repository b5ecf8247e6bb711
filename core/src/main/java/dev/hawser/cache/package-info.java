// SPDX-License-Identifier: Apache-2.0
/**
 * Things that are expensive to make and shared by all who ask for the same key: made once, counted, and closed when nobody
 * has held them for a while. A handle is one holder's share; the clock that ages what nobody holds is a tick, which the
 * owner gives.
 */
@NullMarked
package dev.hawser.cache;

import org.jspecify.annotations.NullMarked;
