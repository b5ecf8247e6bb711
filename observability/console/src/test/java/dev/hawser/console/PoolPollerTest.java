// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.console.http.HttpException;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.PoolSample.Status;
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

class PoolPollerTest {
    private final FakeTime time = new FakeTime();
    private final List<String> told = new ArrayList<>();
    private final PoolPoller.Listener listener = new PoolPoller.Listener() {
        @Override
        public void seen() {
            told.add("seen");
        }

        @Override
        public void forgotten(String pool) {
            told.add("forgotten " + pool);
        }
    };
    private final PoolPoller poller =
            new PoolPoller(time, () -> Instant.EPOCH, Runnable::run, Duration.ofMinutes(10), listener);

    private static StagePool pool(String name) {
        return StagePool.named(name, StagePool.endpoint("10.0.0.1:7001", EndpointState.UP, 0));
    }

    private PoolSample only() {
        assertThat(poller.samples()).hasSize(1);
        return poller.samples().get(0);
    }

    @Test
    void eachPoolIsLookedAtOnceASecond() {
        int[] looks = {0};
        StagePool pool = pool("kv");
        poller.watch(new Looked(() -> {
            looks[0]++;
            return pool.view();
        }));
        poller.start();

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
        poller.watch(pool("kv"));
        poller.watch(new Looked(() -> {
            if (broken[0]) {
                throw new IllegalStateException("out of order");
            }
            return sick.view();
        }));
        poller.start();
        broken[0] = true;

        time.advance(Duration.ofSeconds(2));

        assertThat(poller.samples()).extracting(PoolSample::status).containsExactly(Status.UP, Status.DEGRADED);
        assertThat(poller.samples().get(1).problem())
                .contains("looking at it failed: IllegalStateException: out of order");

        broken[0] = false;
        time.advance(Duration.ofSeconds(1));
        assertThat(poller.samples().get(1).problem()).isEmpty();
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
        PoolPoller some = new PoolPoller(time, () -> Instant.EPOCH, threads, Duration.ofMinutes(10), listener);
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
        poller.watch(pool);
        poller.start();

        pool.end();
        poller.closed("kv");
        time.advance(Duration.ofSeconds(60));
        assertThat(only().status()).isEqualTo(Status.CLOSED);

        time.advance(Duration.ofSeconds(2));
        assertThat(poller.samples()).isEmpty();
        assertThat(told).contains("forgotten kv");
    }

    @Test
    void aClosedPoolsNameCanBeUsedAgainAtOnce() {
        StagePool pool = pool("kv");
        poller.watch(pool);
        pool.end();
        poller.closed("kv");

        poller.watch(pool("kv"));

        assertThat(only().status()).isEqualTo(Status.UP);
    }

    /** Events have a pool's name only: the end of the old one, told late, was taken for that of the new one. */
    @Test
    void theEndOfAPoolWhosePlaceAnotherHasTakenChangesNothing() {
        StagePool old = pool("kv");
        poller.watch(old);
        old.end();
        poller.watch(pool("kv"));

        poller.closed("kv");
        poller.start();
        time.advance(PoolPoller.AFTERLIFE.plusSeconds(5));

        assertThat(only().status()).isEqualTo(Status.UP);
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
            poller.watch(pool);
            pool.end();
        }

        assertThat(poller.needed("kv").history(Optional.of("10.0.0.1:7900")).endpoints())
                .hasSize(1);
    }

    /** A registry of channels tells nobody of its end, and so does a pool without a listener. */
    @Test
    void aPoolThatIsSeenToHaveEndedIsClosedThoughNobodyTellsIt() {
        StagePool pool = StagePool.named("kv");
        poller.watch(pool);
        poller.start();

        pool.end();
        time.advance(Duration.ofSeconds(2));

        assertThat(only().status()).isEqualTo(Status.CLOSED);
    }

    @Test
    void aClosedPoolWhoseLastWorkIsUnderWayIsStillLookedAt() {
        StagePool pool = pool("kv");
        poller.watch(pool);
        poller.start();

        pool.end();
        time.advance(Duration.ofSeconds(2));

        assertThat(only().status()).isEqualTo(Status.UP);
    }

    @Test
    void aNameThatNobodyHasIsRefused() {
        assertThatThrownBy(() -> poller.needed("kv"))
                .isInstanceOf(HttpException.class)
                .hasMessage("there is no pool 'kv' here");
    }
}
