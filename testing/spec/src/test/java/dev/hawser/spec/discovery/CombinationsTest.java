// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.subset.SubsetOptions;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.ScriptedDiscovery;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CombinationsTest {
    private final ScriptedDiscovery a = new ScriptedDiscovery("a");
    private final ScriptedDiscovery b = new ScriptedDiscovery("b");

    private void failThreeTimes(ScriptedDiscovery source) {
        IntStream.range(0, 3).forEach(i -> source.fail(new IOException("down")));
    }

    @Test
    void aCombinationNamesItsSources() {
        assertThat(Discoveries.firstOf(a, Discoveries.merge(a, b)).describe()).isEqualTo("first of(a, merge(a, b))");
    }

    @Test
    void aCombinationOfNothingIsRefused() {
        assertThatThrownBy(Discoveries::firstOf).hasMessage("sources: none (expected: at least one)");
        assertThatThrownBy(Discoveries::merge).hasMessage("sources: none (expected: at least one)");
    }

    @Test
    void closingClosesAllSources() {
        Watched watched = new Watched(Discoveries.firstOf(a, Discoveries.merge(a, b)));
        assertThat(a.open()).isEqualTo(2);

        watched.close();

        assertThat(a.open() + b.open()).isZero();
    }

    /** A source that can't be watched must not leave the ones before it open. */
    @Test
    void aSourceThatThrowsAtTheStartClosesTheOthers() {
        Discovery broken = new Discovery() {
            @Override
            public Subscription watch(Watcher watcher, Context context) {
                throw new IllegalStateException("broken");
            }

            @Override
            public String describe() {
                return "broken";
            }
        };

        assertThatThrownBy(() -> new Watched(Discoveries.merge(a, broken))).hasMessage("broken");
        assertThat(a.open()).isZero();
    }

    @Nested
    class FirstOf {
        private final Watched watched = new Watched(Discoveries.firstOf(a, b));

        @Test
        void theSecondServesUntilTheFirstAnswers() {
            b.publish("b:1");
            assertThat(watched.addresses()).containsExactly("b:1");

            a.publish("a:1");
            assertThat(watched.addresses()).containsExactly("a:1");
        }

        @Test
        void aFirstThatFailsForLongIsLeftAndComesBackAfterTheHold() {
            a.publish("a:1");
            b.publish("b:1");
            failThreeTimes(a);
            assertThat(watched.addresses()).containsExactly("b:1");

            a.publish("a:2");
            watched.passSeconds(9);
            assertThat(watched.addresses()).containsExactly("b:1");

            watched.passSeconds(1);
            assertThat(watched.addresses()).containsExactly("a:2");
            assertThat(watched.time.pending()).isZero();
        }

        /** Failing for three answers, then well for one, a hundred times over: a change at most every ten seconds. */
        @Test
        void aFlappingSourceDoesNotMakeTheSetFlap() {
            a.publish("a:1");
            b.publish("b:1");
            int answers = watched.heard.answers().size();

            for (int i = 0; i < 100; i++) {
                failThreeTimes(a);
                watched.passSeconds(1);
                a.publish("a:1");
                watched.passSeconds(1);
            }

            List<List<Endpoint>> heard = watched.heard
                    .answers()
                    .subList(answers, watched.heard.answers().size());
            long changes = IntStream.range(1, heard.size())
                    .filter(i -> !heard.get(i).equals(heard.get(i - 1)))
                    .count();
            assertThat(changes).isLessThanOrEqualTo(2 * 200 / 10);
        }

        @Test
        void failuresNameTheirSource() {
            b.fail(new IOException("server says no"));

            assertThat(watched.lastFailure()).isEqualTo("b: IOException: server says no; no endpoints known yet");
        }

        @Test
        void garbageOfOneSourceIsAFailureOfIt() {
            b.publish("b:1");
            a.garbage();

            assertThat(watched.lastFailure()).startsWith("a: malformed answer");
            assertThat(watched.addresses()).containsExactly("b:1");
        }

        @Test
        void theCertainEndOfTheFirstIsPassedOnAndNobodyTakesItsPlace() {
            a.publish("a:1");
            b.publish("b:1");

            a.gone();

            assertThat(watched.heard.gone()).isEqualTo(1);
            assertThat(watched.addresses()).isEmpty();
        }

        @Test
        void closeEndsTheHold() {
            a.publish("a:1");
            b.publish("b:1");
            failThreeTimes(a);
            a.publish("a:1");
            assertThat(watched.time.pending()).isEqualTo(1);

            watched.close();

            assertThat(watched.time.pending()).isZero();
        }
    }

    @Nested
    class Merge {
        private final Watched watched = new Watched(Discoveries.merge(a, b));

        @Test
        void theUnionAppearsOnceEachSourceHasSpoken() {
            a.publish("a:1");
            assertThat(watched.heard.answers()).isEmpty();

            b.publish("b:1");
            assertThat(watched.addresses()).containsExactly("a:1", "b:1");
        }

        /** A partial failure at the start is tolerated. */
        @Test
        void aSourceThatFailsAtTheStartHoldsUpNobody() {
            a.publish("a:1");
            b.fail(new IOException("down"));

            assertThat(watched.addresses()).containsExactly("a:1");
            assertThat(watched.lastFailure()).isEqualTo("b: IOException: down; no endpoints known yet");
        }

        @Test
        void ifAllFailThereIsNoAnswer() {
            a.fail(new IOException("down"));
            b.fail(new IOException("down"));

            assertThat(watched.heard.answers()).isEmpty();
            assertThat(watched.heard.failures()).hasSize(2);
        }

        @Test
        void ofAnAddressThatSeveralKnowTheFirstSourceCounts() {
            b.publish(Endpoint.of("x:1").withWeight(9), Endpoint.of("y:1"));
            a.publish(Endpoint.of("x:1").withWeight(2));

            assertThat(watched.latest()).containsExactly(Endpoint.of("x:1").withWeight(2), Endpoint.of("y:1"));
        }

        @Test
        void aSourceThatFailsOrIsEmptyKeepsItsPart() {
            a.publish("a:1");
            b.publish("b:1");
            b.fail(new IOException("down"));
            b.publish(List.of());
            b.garbage();
            a.publish("a:2");

            assertThat(watched.addresses()).containsExactly("a:2", "b:1");
            assertThat(watched.heard.failures()).hasSize(3);
        }

        @Test
        void aTrustedEmptyAnswerRemovesAPart() {
            try (Watched trusting = new Watched(Discoveries.merge(EmptyAnswer.TRUST, a, b))) {
                a.publish("a:1");
                b.publish("b:1");
                b.publish(List.of());

                assertThat(trusting.addresses()).containsExactly("a:1");
            }
        }

        /** Also where empty answers are ignored: that source saw its last endpoint go. */
        @Test
        void aCertainEndRemovesAPart() {
            a.publish("a:1");
            b.publish("b:1");

            b.gone();

            assertThat(watched.addresses()).containsExactly("a:1");
            assertThat(watched.heard.gone()).isZero();
        }

        @Test
        void theWholeIsCertainlyGoneOnceEachPartIs() {
            a.publish("a:1");
            b.publish("b:1");
            b.gone();
            a.gone();

            assertThat(watched.heard.gone()).isEqualTo(1);
            assertThat(watched.addresses()).isEmpty();
        }

        /** Of the other source nothing is known, so the whole is merely empty. */
        @Test
        void theCertainEndOfOnePartIsNoCertaintyAboutTheOther() {
            b.fail(new IOException("down"));
            a.gone();

            assertThat(watched.heard.answers()).containsExactly(List.of());
            assertThat(watched.heard.gone()).isZero();
        }
    }

    @Nested
    class Subset {
        private final Watched watched =
                new Watched(Discoveries.subset(a, SubsetOptions.byChance(2).withSeed(1)));

        @Test
        void onlyAPartIsTold() {
            a.publish("a:1", "b:1", "c:1", "d:1");

            assertThat(watched.addresses()).hasSize(2).isSubsetOf("a:1", "b:1", "c:1", "d:1");
        }

        @Test
        void whatIsNoAnswerIsPassedOn() {
            a.garbage();
            a.publish(List.of());
            a.fail(new IOException("down"));
            a.gone();

            assertThat(watched.heard.answers()).hasSize(3);
            assertThat(watched.heard.failures()).hasSize(1);
            assertThat(watched.heard.gone()).isEqualTo(1);
        }
    }
}
