// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.cycle;

import dev.hawser.benchmarks.peers.Exclusivity;
import dev.hawser.benchmarks.peers.Peers;
import dev.hawser.benchmarks.peers.PoolUnderTest;
import dev.hawser.benchmarks.peers.Shape;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/** Claims a lease and returns it. The pool is full of open connections, and has been found exclusive. */
@NullUnmarked // JMH fills the fields
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CycleBenchmark {

    @Param("hawser")
    public String pool;

    @Param("1")
    public int endpoints;

    @Param("10")
    public int leases;

    private PoolUnderTest underTest;
    private Neighbour neighbour;

    @Setup
    public void open(BenchmarkParams params) throws Exception {
        Shape shape = new Shape(endpoints, leases);
        underTest = Peers.open(pool, shape);
        Exclusivity.check(underTest, shape, Math.max(2, params.getThreads()), Thread::new);
        neighbour = params.getThreads() == 1 ? Neighbour.busy() : Neighbour.none();
    }

    @TearDown
    public void close() throws Exception {
        neighbour.close();
        underTest.close();
    }

    @Benchmark
    public void cycle(Turn turn, ProcessorTime time, Blackhole hole) throws Exception {
        Object lease = turn.pool.claim(turn.next());
        hole.consume(lease);
        turn.pool.giveBack(lease);
    }

    /** What each thread has of its own: the pool as it may use it, and a count which starts anywhere. */
    @NullUnmarked
    @State(Scope.Thread)
    public static class Turn {
        private PoolUnderTest pool;
        private int count = ThreadLocalRandom.current().nextInt(1 << 20);

        @Setup
        public void begin(CycleBenchmark shared) {
            pool = shared.underTest.forThread();
        }

        int next() {
            count = (count + 1) & Integer.MAX_VALUE;
            return count;
        }
    }
}
