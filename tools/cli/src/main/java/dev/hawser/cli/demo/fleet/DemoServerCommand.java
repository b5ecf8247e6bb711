// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import dev.hawser.cli.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGeneratorFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hawser demo-server}: one server of the demo's fleet. Prints {@code listening <port>} when it is ready, and
 * ends when its standard input does, so that no server outlives the demo, however that ended.
 */
@Command(
        name = DemoServerCommand.NAME,
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "One server of the demo's fleets, until its standard input ends.")
public final class DemoServerCommand implements Callable<Integer> {

    static final String NAME = "demo-server";
    static final String READY = "listening ";

    /** On its standard input: finish what there is and end. */
    static final String DRAIN = "drain";

    /** On its standard input, followed by a time: how long answers take from now on. */
    static final String DELAY = "delay ";

    @Option(names = "--grpc", description = "Speaks gRPC instead of frames over TCP.")
    private boolean grpc;

    @Option(names = "--port", defaultValue = "0", description = "Where to listen; 0 (default) takes any free port.")
    private int port;

    @Option(names = "--delay", defaultValue = "0ms", description = "How long each answer takes. Default: 0ms.")
    private Duration delay = Duration.ZERO;

    @Option(names = "--flaky", defaultValue = "0", description = "Probability of mischief per request, 0 to 1.")
    private double flaky;

    @Option(names = "--seed", defaultValue = "1", description = "Makes the mischief repeatable.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        FleetServer server = start();
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C in a terminal reaches the whole process group. The servers stay until the demo lets go of them, so
        // that its last requests are answered; a hook that waits is what keeps a JVM alive after a signal. Only now,
        // because a server that could not start must be able to end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "demo-server-stays"));
        System.out.println(READY + server.port());
        System.out.flush();
        obey(System.in, server);
        server.close();
        ended.countDown();
        return 0;
    }

    private FleetServer start() throws IOException {
        if (grpc) {
            return GrpcDemoServer.start(port, delay);
        }
        // SplittableRandom is not for several threads; java.util.Random, by this name, is.
        var random = RandomGeneratorFactory.of("Random").create(seed);
        return DemoServer.start(port, new DemoServer.Behaviour(delay, flaky), random);
    }

    /** Does what it is told, line by line, until it is told to drain or nobody is there any more to tell it anything. */
    private static void obey(InputStream in, FleetServer server) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(DRAIN)) {
                    server.drain();
                    return;
                }
                if (line.startsWith(DELAY)) {
                    server.delay(Durations.parse(line.substring(DELAY.length())));
                }
            }
        } catch (IOException e) {
            // A broken pipe is an end as well.
            return;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
