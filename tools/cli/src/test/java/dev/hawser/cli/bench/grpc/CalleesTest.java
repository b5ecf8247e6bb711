// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.cli.grpc.Callee;
import hawser.demo.BerthGrpc;
import hawser.demo.LookReply;
import hawser.demo.LookRequest;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CalleesTest {

    private static final String LOOK = "hawser.demo.Berth/Look";
    private static final String MOOR = "hawser.demo.Berth/Moor";

    private final HealthStatusManager health = new HealthStatusManager();
    private final Harbour harbour = new Harbour();
    private Server server;
    private ManagedChannel channel;

    /** Notes who was looked for. */
    private static final class Harbour extends BerthGrpc.BerthImplBase {
        private final List<String> ships = new CopyOnWriteArrayList<>();

        @Override
        public void look(LookRequest request, StreamObserver<LookReply> caller) {
            ships.add(request.getShip());
            caller.onNext(LookReply.getDefaultInstance());
            caller.onCompleted();
        }
    }

    private Callees with(BindableService... services) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0));
        List.of(services).forEach(builder::addService);
        server = builder.build().start();
        channel = Grpc.newChannelBuilderForAddress("127.0.0.1", server.getPort(), InsecureChannelCredentials.create())
                .build();
        return new Callees(channel, Duration.ofSeconds(20));
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void aServerWithHealthIsAskedForIt() throws IOException {
        Callee callee = with(health.getHealthService()).health();

        assertThat(callee.method().getFullMethodName()).isEqualTo("grpc.health.v1.Health/Check");
        callee.call(channel, CallOptions.DEFAULT);
    }

    @Test
    void aServerThatIsNotWellIsAnErrorOfEachCall() throws IOException {
        Callee callee = with(health.getHealthService()).health();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);

        assertThatThrownBy(() -> callee.call(channel, CallOptions.DEFAULT))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNAVAILABLE: its health is NOT_SERVING");
    }

    @Test
    void withoutHealthReflectionTellsWhatElseThereIs() throws IOException {
        Callees callees = with(harbour, ProtoReflectionServiceV1.newInstance());

        assertThatThrownBy(callees::health)
                .isInstanceOf(NothingToCallException.class)
                .hasMessageContaining("no health service (grpc.health.v1); choose with --method")
                .hasMessageContaining(LOOK + ", " + MOOR)
                .hasMessageNotContaining("grpc.reflection");
    }

    @Test
    void withNeitherThereIsNothingToCall() throws IOException {
        Callees callees = with(harbour);

        assertThatThrownBy(callees::health)
                .isInstanceOf(NothingToCallException.class)
                .hasMessageContaining("no health service")
                .hasMessageContaining("no reflection");
        assertThatThrownBy(() -> callees.method(LOOK, "{}"))
                .isInstanceOf(NothingToCallException.class)
                .hasMessageContaining("no reflection")
                .hasMessageContaining("without --method its health is asked for");
    }

    @Test
    void aMethodIsCalledWithTheMessageThatTheJsonDescribes() throws IOException {
        Callee callee = with(harbour, ProtoReflectionServiceV1.newInstance()).method(LOOK, "{\"ship\": \"Vasa\"}");

        callee.call(channel, CallOptions.DEFAULT);

        assertThat(harbour.ships).containsExactly("Vasa");
    }

    @Test
    @SuppressWarnings("deprecation") // this is how an older server looks
    void anOlderServersReflectionIsUnderstood() throws IOException {
        Callee callee = with(harbour, ProtoReflectionService.newInstance()).method(LOOK, "{\"ship\": \"Vasa\"}");

        callee.call(channel, CallOptions.DEFAULT);

        assertThat(harbour.ships).containsExactly("Vasa");
    }

    @Test
    void aMethodThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
        Callees callees = with(harbour, ProtoReflectionServiceV1.newInstance());

        for (String wrong : List.of("hawser.demo.Berth/Sink", "hawser.demo.Bird/Look")) {
            assertThatThrownBy(() -> callees.method(wrong, "{}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--method: '" + wrong + "' (expected: one of " + LOOK + ", " + MOOR + ")");
        }
        assertThatThrownBy(() -> callees.method("Look", "{}"))
                .hasMessage("--method: 'Look' (expected: package.Service/Method)");
    }

    @Test
    void aMethodThatTakesAStreamIsRefused() throws IOException {
        Callees callees = with(harbour, ProtoReflectionServiceV1.newInstance());

        assertThatThrownBy(() -> callees.method("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes a stream of requests (expected: one that takes a single one)");
    }

    @Test
    void dataThatDoesNotFitIsAnsweredWithTheFields() throws IOException {
        Callees callees = with(harbour, ProtoReflectionServiceV1.newInstance());

        assertThatThrownBy(() -> callees.method(LOOK, "{\"boat\": 1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--data: '{\"boat\": 1}'")
                .hasMessageContaining("boat")
                .hasMessageContaining("(expected: JSON of a hawser.demo.LookRequest, with ship)");
    }
}
