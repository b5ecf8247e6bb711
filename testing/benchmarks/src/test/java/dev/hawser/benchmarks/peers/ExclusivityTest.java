// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the benchmarks check before they time a pool, for every pool, and that the check can tell. */
final class ExclusivityTest {

    private static final int THREADS = 8;

    static List<String> single() {
        return Peers.single();
    }

    static List<String> keyed() {
        return Peers.keyed();
    }

    @ParameterizedTest
    @MethodSource("single")
    void noConnectionOfAPoolForOneAddressIsEverInTwoHands(String name) {
        assertThatCode(() -> check(name, new Shape(1, 2))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("keyed")
    void noConnectionOfAPoolForSeveralAddressesIsEverInTwoHands(String name) {
        assertThatCode(() -> check(name, new Shape(16, 4))).doesNotThrowAnyException();
    }

    /** A check that nothing fails is worth nothing: this pool hands the one connection to everybody. */
    @Test
    void aPoolThatGivesOneConnectionToTwoThreadsIsFound() {
        Object one = new Object();
        PoolUnderTest shared = new PoolUnderTest() {
            @Override
            public Object claim(int turn) {
                return one;
            }

            @Override
            public void giveBack(Object lease) {}
        };

        assertThatThrownBy(() -> Exclusivity.check(shared, new Shape(1, 1), THREADS, Thread::new))
                .hasMessageContaining("not exclusive");
    }

    private static void check(String name, Shape shape) throws Exception {
        try (PoolUnderTest pool = Peers.open(name, shape)) {
            Exclusivity.check(pool, shape, THREADS, Thread::new);
        }
    }
}
