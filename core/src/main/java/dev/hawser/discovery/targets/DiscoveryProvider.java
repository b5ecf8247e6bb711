// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import dev.hawser.discovery.Discovery;
import java.util.Set;

/**
 * Makes discoveries of one scheme. Implementations are found by {@link java.util.ServiceLoader}; Hawser's own schemes
 * can't be replaced.
 */
public interface DiscoveryProvider {

    /** In lower case, without the colon: {@code consul}. */
    String scheme();

    /**
     * The parameters that it knows, besides those that {@link Targets} reads for all schemes. A target with any other is
     * refused before {@link #create} is called, which doesn't see those of all schemes.
     */
    Set<String> parameters();

    /**
     * Makes the discovery, and asks nobody yet.
     *
     * @throws IllegalArgumentException if the target makes no sense; the message names field, value and what was
     *     expected
     */
    Discovery create(Target target);
}
