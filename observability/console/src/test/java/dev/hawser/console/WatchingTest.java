// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.console.http.Refused;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.PoolSample.Standing;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.testkit.FakeTime;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final FakeTime time = new FakeTime();
    private final List<String> told = new ArrayList<>();
    private final Watching.Hearer hearer = new Watching.Hearer() {
        @Override
        public void seen() {
            told.add("seen");
        }

        @Override
        public void forgotten(String pool) {
            told.add("forgotten " + pool);
        }
    };
    private final Watching watching =
            new Watching(time, () -> Instant.EPOCH, Runnable::run, Duration.ofMinutes(10), hearer);

    private static StagePool pool(String name) {
        return StagePool.named(name, StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 0));
    }

    private PoolSample only() {
        assertThat(watching.samples()).hasSize(1);
        return watching.samples().get(0);
    }

    @Test
    void eachPoolIsLookedAtOnceASecond() {
        int[] looks = {0};
        StagePool pool = pool("kv");
        watching.watch(new Looked(() -> {
            looks[0]++;
            return pool.view();
        }));
        watching.start();

        time.advance(Duration.ofSeconds(5));

        assertThat(looks[0]).isEqualTo(6);
        assertThat(told).hasSize(5).containsOnly("seen");
    }

    private record Looked(Supplier<PoolView> look) implements Viewed {
        @Override
        public PoolView view() {
            return look.get();
        }

        @Override
        public PoolControl control() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isClosed() {
            return false;
        }
    }

    @Test
    void aLookThatThrowsHarmsItsOwnRowOnly() {
        boolean[] broken = {false};
        StagePool sick = pool("sick");
        watching.watch(pool("kv"));
        watching.watch(new Looked(() -> {
            if (broken[0]) {
                throw new IllegalStateException("out of order");
            }
            return sick.view();
        }));
        watching.start();
        broken[0] = true;

        time.advance(Duration.ofSeconds(2));

        assertThat(watching.samples()).extracting(PoolSample::standing).containsExactly(Standing.UP, Standing.DEGRADED);
        assertThat(watching.samples().get(1).problem())
                .contains("looking at it failed: IllegalStateException: out of order");

        broken[0] = false;
        time.advance(Duration.ofSeconds(1));
        assertThat(watching.samples().get(1).problem()).isEmpty();
    }

    /** Its thread stays away for ever; no second one is sent after it, and the others are shown a quarter of a second later. */
    @Test
    void aLookThatHangsHarmsItsOwnRowOnly() {
        boolean[] stuck = {false};
        Executor threads = task -> {
            if (!stuck[0]) {
                task.run();
            }
        };
        Watching some = new Watching(time, () -> Instant.EPOCH, threads, Duration.ofMinutes(10), hearer);
        some.watch(pool("kv"));
        some.start();
        stuck[0] = true;
        time.advance(Duration.ofSeconds(1)); // from this look nobody returns
        stuck[0] = false;
        some.watch(pool("well"));

        time.advance(Duration.ofSeconds(4));

        assertThat(some.needed("kv").sample().problem().orElse("")).startsWith("not seen for 5s");
        assertThat(some.needed("well").sample().problem()).isEmpty();
        assertThat(told).contains("seen");
    }

    @Test
    void aClosedPoolIsShownForAMinuteAndThenForgotten() {
        StagePool pool = pool("kv");
        watching.watch(pool);
        watching.start();

        pool.end();
        watching.closed("kv");
        time.advance(Duration.ofSeconds(60));
        assertThat(only().standing()).isEqualTo(Standing.CLOSED);

        time.advance(Duration.ofSeconds(2));
        assertThat(watching.samples()).isEmpty();
        assertThat(told).contains("forgotten kv");
    }

    @Test
    void aClosedPoolsNameCanBeUsedAgainAtOnce() {
        StagePool pool = pool("kv");
        watching.watch(pool);
        pool.end();
        watching.closed("kv");

        watching.watch(pool("kv"));

        assertThat(only().standing()).isEqualTo(Standing.UP);
    }

    /** Events have a pool's name only: the end of the old one, told late, was taken for that of the new one. */
    @Test
    void theEndOfAPoolWhosePlaceAnotherHasTakenChangesNothing() {
        StagePool old = pool("kv");
        watching.watch(old);
        old.end();
        watching.watch(pool("kv"));

        watching.closed("kv");
        watching.start();
        time.advance(Watching.AFTERLIFE.plusSeconds(5));

        assertThat(only().standing()).isEqualTo(Standing.UP);
        assertThat(told).doesNotContain("forgotten kv");
    }

    /** Its history kept its places, of which there are a few thousand: new endpoints had none in the end. */
    @Test
    void aPoolThatAnotherTakesThePlaceOfGivesItsRoomBack() {
        EndpointView[] many = IntStream.range(0, 900)
                .mapToObj(i -> StagePool.endpoint("10.0.0.1:" + (7001 + i), EndpointState.UP, 0))
                .toArray(EndpointView[]::new);
        for (int i = 0; i < 3; i++) {
            StagePool pool = StagePool.named("kv", many);
            watching.watch(pool);
            pool.end();
        }

        assertThat(watching.needed("kv").past(Optional.of("10.0.0.1:7900")).endpoints())
                .hasSize(1);
    }

    /** A registry of channels tells nobody of its end, and so does a pool without a listener. */
    @Test
    void aPoolThatIsSeenToHaveEndedIsClosedThoughNobodyTellsIt() {
        StagePool pool = StagePool.named("kv");
        watching.watch(pool);
        watching.start();

        pool.end();
        time.advance(Duration.ofSeconds(2));

        assertThat(only().standing()).isEqualTo(Standing.CLOSED);
    }

    @Test
    void aClosedPoolWhoseLastWorkIsUnderWayIsStillLookedAt() {
        StagePool pool = pool("kv");
        watching.watch(pool);
        watching.start();

        pool.end();
        time.advance(Duration.ofSeconds(2));

        assertThat(only().standing()).isEqualTo(Standing.UP);
    }

    @Test
    void aNameThatNobodyHasIsRefused() {
        assertThatThrownBy(() -> watching.needed("kv"))
                .isInstanceOf(Refused.class)
                .hasMessage("there is no pool 'kv' here");
    }
}
