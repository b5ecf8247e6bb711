// SPDX-License-Identifier: Apache-2.0
/**
 * Following resources of one kind: a list, and a watch from there on, for as long as somebody listens.
 *
 * <p>A {@link dev.hawser.kubernetes.watch.ResourceSource} is the discovery. {@code ListWatch} decides what each answer
 * changes and what to ask next, with {@code Pace} for the waits, {@code Grace} for who has only just vanished and {@code
 * Silence} for watches that are dead; all are plain objects without clock or network. {@code ResourceWatch} does what they decide. What a resource says
 * about endpoints is left to a {@link dev.hawser.kubernetes.watch.Reader}.
 *
 * <p>Not promised to users: this package is for {@code dev.hawser.kubernetes}, and may change with any release.
 */
@NullMarked
package dev.hawser.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
