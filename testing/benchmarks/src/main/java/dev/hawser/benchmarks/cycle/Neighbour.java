// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.cycle;

/**
 * Keeps another core busy while one thread is timed: on a machine that is otherwise idle, one thread alone runs at a
 * clock that no two threads ever see, and what is cheap there says nothing.
 */
public final class Neighbour implements AutoCloseable {

    private volatile boolean over;

    private Neighbour() {}

    public static Neighbour none() {
        return new Neighbour();
    }

    public static Neighbour busy() {
        Neighbour neighbour = new Neighbour();
        Thread thread = new Thread(neighbour::spin, "neighbour");
        thread.setDaemon(true);
        thread.start();
        return neighbour;
    }

    private void spin() {
        while (!over) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
