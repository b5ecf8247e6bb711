// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        description = "One server of the demo's fleet: echoes frames until its standard input ends.")
public final class DemoServerCommand implements Callable<Integer> {

    static final String NAME = "demo-server";
    static final String READY = "listening ";

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
        // SplittableRandom is not for several threads; java.util.Random, by this name, is.
        var random = RandomGeneratorFactory.of("Random").create(seed);
        DemoServer server = DemoServer.start(port, new DemoServer.Behaviour(delay, flaky), random);
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C in a terminal reaches the whole process group. The servers stay until the demo lets go of them, so
        // that its last requests are answered; a hook that waits is what keeps a JVM alive after a signal. Only now,
        // because a server that could not start must be able to end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "demo-server-stays"));
        System.out.println(READY + server.port());
        System.out.flush();
        drain(System.in);
        server.close();
        ended.countDown();
        return 0;
    }

    private static void drain(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
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
