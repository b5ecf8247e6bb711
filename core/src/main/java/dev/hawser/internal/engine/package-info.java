// SPDX-License-Identifier: Apache-2.0
/**
 * What the engines of both pools are made of: the shell around a functional core, which keeps to "decide under the lock, act
 * after it"; its alarm; the chains of effects; and the waits of callers.
 */
@NullMarked
package dev.hawser.internal.engine;

import org.jspecify.annotations.NullMarked;
