// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.cycle.Neighbour;
import dev.hawser.benchmarks.cycle.ProcessorTime;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
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

/** A whole blocking unary call, there and back in one process: what a pool adds to all that gRPC does. */
@NullUnmarked // JMH fills the fields
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class UnaryBenchmark {

    private static final String SERVER = "unary";
    private static final int CHANNELS = 4;
    private static final byte[] REQUEST = new byte[16];

    @Param("hawser")
    public String pool;

    private Server server;
    private ManagedChannel channel;
    private Neighbour neighbour;

    @Setup
    public void open() throws IOException {
        server = InProcessServerBuilder.forName(SERVER)
                .directExecutor()
                .addService(new EchoService("in process", 0).definition())
                .build()
                .start();
        channel = ChannelPools.open(pool, Line.inProcess(SERVER), CHANNELS);
        Warm.untilReady(channel);
        neighbour = Neighbour.busy();
    }

    @TearDown
    public void close() {
        neighbour.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Benchmark
    public byte[] call(ProcessorTime time) {
        return ClientCalls.blockingUnaryCall(channel, Echo.IDEMPOTENT, CallOptions.DEFAULT, REQUEST);
    }
}
