// SPDX-License-Identifier: Apache-2.0
/**
 * Where endpoints come from: fixed lists, files, DNS, and combinations of them.
 *
 * <p>A {@linkplain dev.hawser.discovery.Discovery discovery} says what it sees;
 * {@linkplain dev.hawser.discovery.LastGood keeping the last good set} is the watcher's part.
 * {@linkplain dev.hawser.discovery.Discoveries The catalogue} lists what there is, and
 * {@linkplain dev.hawser.discovery.targets.Targets targets} write the same as text. Sources that can't tell of changes
 * are polled by one loop, which knows nothing about files or names; combinations hear their sources one at a time and
 * leave what to believe to a plain object.
 */
@NullMarked
package dev.hawser.discovery;

import org.jspecify.annotations.NullMarked;
