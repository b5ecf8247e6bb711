// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.hawser.cli.Program;
import hawser.demo.BerthGrpc;
import hawser.demo.LookReply;
import hawser.demo.LookRequest;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench as a user runs it against gRPC servers, which are real. */
@Timeout(120)
class GrpcBenchIT {

    private static final Gson JSON = new Gson();

    @TempDir
    private Path folder;

    private final List<Server> servers = new ArrayList<>();

    private String start(BindableService... services) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0));
        List.of(services).forEach(builder::addService);
        servers.add(builder.build().start());
        return "127.0.0.1:" + servers.get(servers.size() - 1).getPort();
    }

    @AfterEach
    void end() {
        servers.forEach(Server::shutdownNow);
    }

    private static BindableService health() {
        return new HealthStatusManager().getHealthService();
    }

    /** Finds every second ship. */
    private static final class Harbour extends BerthGrpc.BerthImplBase {
        private boolean found;

        @Override
        public void look(LookRequest request, StreamObserver<LookReply> caller) {
            found = !found;
            if (found) {
                caller.onNext(LookReply.getDefaultInstance());
                caller.onCompleted();
            } else {
                caller.onError(Status.NOT_FOUND
                        .withDescription("no " + request.getShip())
                        .asRuntimeException());
            }
        }
    }

    @Test
    void theHealthOfEveryServerIsAskedForInTurn() throws IOException, InterruptedException {
        String target = "grpc://" + start(health()) + "," + start(health());
        try (Program bench = Program.start(folder, "bench", target, "-n", "1000", "-c", "8", "-o", "json")) {
            assertThat(bench.exitCode()).as(bench.told().toString()).isZero();

            BenchReport report = JSON.fromJson(bench.output(), BenchReport.class);

            assertThat(report.schema()).isEqualTo(BenchReport.SCHEMA);
            assertThat(report.mode()).isEqualTo("grpc");
            assertThat(report.method()).isEqualTo("grpc.health.v1.Health/Check");
            assertThat(report.answered()).isEqualTo(1000);
            assertThat(report.failed()).isZero();
            assertThat(report.endpoints()).hasSize(2).allSatisfy(server -> {
                assertThat(server.answered()).isBetween(300L, 700L);
                assertThat(server.connectionsOpened()).isEqualTo(1);
            });
        }
    }

    @Test
    void errorsAreCountedByStatus() throws IOException, InterruptedException {
        String target = "grpc://" + start(new Harbour(), ProtoReflectionServiceV1.newInstance());
        List<String> command = List.of(
                "bench",
                target,
                "--method",
                "hawser.demo.Berth/Look",
                "--data",
                "{\"ship\":\"Vasa\"}",
                "-n",
                "100",
                "-c",
                "1");
        try (Program bench = Program.start(folder, command.toArray(String[]::new))) {
            assertThat(bench.exitCode()).as(bench.told().toString()).isZero();
            assertThat(bench.output())
                    .contains("Method:       hawser.demo.Berth/Look", "[OK]  50 answers", "[50]  NOT_FOUND: no Vasa");
        }
    }

    @Test
    void aRateIsKept() throws IOException, InterruptedException {
        String target = "grpc://" + start(health());
        try (Program bench = Program.start(folder, "bench", target, "-n", "50", "--rate", "50", "-o", "json")) {
            assertThat(bench.exitCode()).as(bench.told().toString()).isZero();

            BenchReport report = JSON.fromJson(bench.output(), BenchReport.class);

            assertThat(report.answered()).isEqualTo(50);
            assertThat(report.requestsPerSecond()).isLessThan(55);
        }
    }

    @Test
    void aServerWithNothingToCallIsExplained() throws IOException, InterruptedException {
        String target = "grpc://" + start(new Harbour());
        try (Program bench = Program.start(folder, "bench", target)) {
            assertThat(bench.exitCode()).isEqualTo(1);
            assertThat(bench.output()).isEmpty();
            assertThat(bench.told())
                    .containsExactly("hawser: " + target + ": the server has no health service (grpc.health.v1) and no"
                            + " reflection (grpc.reflection.v1), so there is nothing that can be called");
        }
    }

    @Test
    void aWrongMethodIsAUsageError() throws IOException, InterruptedException {
        String target = "grpc://" + start(new Harbour(), ProtoReflectionServiceV1.newInstance());
        try (Program bench = Program.start(folder, "bench", target, "--method", "hawser.demo.Berth/Sink")) {
            assertThat(bench.exitCode()).isEqualTo(2);
            assertThat(bench.told())
                    .containsExactly("hawser: --method: 'hawser.demo.Berth/Sink' (expected: one of"
                            + " hawser.demo.Berth/Look, hawser.demo.Berth/Moor)");
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedWithItsReason() throws IOException, InterruptedException {
        String address = start(health());
        servers.get(0).shutdownNow().awaitTermination();
        try (Program bench = Program.start(folder, "bench", "grpc://" + address, "-o", "json")) {
            assertThat(bench.exitCode()).isEqualTo(1);
            assertThat(bench.told().get(0)).isEqualTo("hawser: no server of grpc://" + address + " can be reached");
            assertThat(bench.told().get(1)).contains(address, "Connection refused");

            BenchFailure failure = JSON.fromJson(bench.output(), BenchFailure.class);

            assertThat(failure.endpoints()).hasSize(1);
        }
    }
}
