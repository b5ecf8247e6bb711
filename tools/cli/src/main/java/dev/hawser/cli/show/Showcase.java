// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.show;

import dev.hawser.event.PoolListener;
import dev.hawser.view.Viewed;
import java.net.URI;
import java.util.Optional;

/** Where a command's pools can be looked at while it runs. Safe for use by any thread. */
public interface Showcase extends AutoCloseable {

    /** Nobody looks. */
    Showcase NONE = new Showcase() {
        @Override
        public PoolListener listener() {
            return PoolListener.NONE;
        }

        @Override
        public void watch(Viewed pool) {
            // There is nobody to show it to.
        }

        @Override
        public Optional<URI> uri() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    };

    /** Has to hear what happens in each pool that is shown. */
    PoolListener listener();

    /** Shows it until it is closed. */
    void watch(Viewed pool);

    /** The live page, if there is one. */
    Optional<URI> uri();

    @Override
    void close();
}
