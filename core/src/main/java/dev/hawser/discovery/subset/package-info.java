// SPDX-License-Identifier: Apache-2.0
/**
 * A part of a large fleet for each client, so that a thousand clients don't hold a connection to each of a thousand servers.
 *
 * <p>{@link dev.hawser.discovery.subset.SubsetOptions} says which of two ways: by chance, where clients know nothing of each
 * other, or evenly, where they are numbered. Both are deterministic, and change little when the fleet does.
 */
@NullMarked
package dev.hawser.discovery.subset;

import org.jspecify.annotations.NullMarked;
