// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Jvm;
import dev.hawser.benchmarks.report.Measurement;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One warm server that all pools of the echo scenario call, so that it is no difference between them. */
public final class SharedServer {

    /** Enough for the compiler to have seen everything. */
    private static final int WARM_UPS = 1;

    private @Nullable ServerProcess process;

    /** Measures one pool; the first to ask waits for the server to be started and warm. */
    public List<Measurement> measure(String pool, int round) throws IOException, InterruptedException {
        ServerProcess server = process;
        if (server == null) {
            server = ServerProcess.start(ServerProcess.Settings.fast());
            process = server;
            for (int i = 0; i < WARM_UPS; i++) {
                Jvm.own().measure(EchoLoad.class, server.target(), ChannelPools.ROUND_ROBIN, 0);
            }
        }
        return Jvm.own().measure(EchoLoad.class, server.target(), pool, round);
    }
}
