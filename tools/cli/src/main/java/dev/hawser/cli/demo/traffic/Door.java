// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.cli.show.Showcase;
import java.util.List;

/** One way into the fleet: a pool, and how a request goes through it. Safe for use by any thread. */
public interface Door extends AutoCloseable {

    /** One word. */
    String name();

    /** What is special about it, in a few words. */
    String description();

    /** Sends one request. May return before it is answered; tells {@code outcomes} exactly once. */
    void request(Outcomes outcomes) throws InterruptedException;

    /** How its servers stand, in the order of their addresses. */
    List<Standing> servers();

    /** Shows its pool there. */
    void showIn(Showcase showcase);

    @Override
    void close();
}
