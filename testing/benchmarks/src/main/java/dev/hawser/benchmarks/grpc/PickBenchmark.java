// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.cycle.Neighbour;
import dev.hawser.benchmarks.cycle.ProcessorTime;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
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

/** Makes a call, starts it and sees it end, over channels that do nothing: what is left is the pool. */
@NullUnmarked // JMH fills the fields
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class PickBenchmark {

    private static final int CHANNELS = 4;

    @Param("hawser")
    public String pool;

    @Param("1")
    public int endpoints;

    private ManagedChannel channel;
    private Neighbour neighbour;

    @Setup
    public void open(BenchmarkParams params) {
        channel = ChannelPools.open(pool, Line.noop(endpoints), CHANNELS / endpoints);
        Warm.untilReady(channel);
        neighbour = params.getThreads() == 1 ? Neighbour.busy() : Neighbour.none();
    }

    @TearDown
    public void close() {
        neighbour.close();
        channel.shutdownNow();
    }

    @Benchmark
    public void call(Caller caller, ProcessorTime time, Blackhole hole) {
        ClientCall<byte[], byte[]> call = channel.newCall(Echo.IDEMPOTENT, CallOptions.DEFAULT);
        hole.consume(call); // a stub keeps it
        call.start(caller, caller.headers);
        call.halfClose();
        caller.check();
    }

    /** What a stub's listener is, less everything it does. A thread's own. */
    @NullUnmarked
    @State(Scope.Thread)
    public static class Caller extends ClientCall.Listener<byte[]> {

        final Metadata headers = new Metadata();
        private int ended;
        private int expected;

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended += status.isOk() ? 1 : 0;
        }

        void check() {
            expected++;
            if (ended != expected) {
                throw new IllegalStateException(ended + " of " + expected + " calls ended well");
            }
        }
    }
}
