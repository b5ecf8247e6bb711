// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

/** No pool at all: what the measuring itself costs. The one that is not exclusive. */
final class Nothing implements PoolUnderTest {

    private final Object one = new Object();

    @Override
    public Object claim(int turn) {
        return one;
    }

    @Override
    public void giveBack(Object lease) {}
}
