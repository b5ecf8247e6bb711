// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

/** Shows a running demo. Called by one thread. */
interface View extends AutoCloseable {

    /** Something may have changed since the last call; called a few times a second. */
    void show(Frame frame);

    /** Gives the terminal back as it was. Idempotent. */
    @Override
    void close();
}
