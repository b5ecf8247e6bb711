// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.DoctorPlan.Protocol;
import dev.hawser.cli.doctor.DoctorPlan.Security.Mode;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.TlsCheck;
import dev.hawser.cli.doctor.wire.Dial;
import dev.hawser.cli.doctor.wire.Greeting;
import dev.hawser.cli.doctor.wire.Handshake;
import dev.hawser.endpoint.Address;
import dev.hawser.time.WallClock;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what one endpoint speaks, where the user has not said it: greets it as a client of HTTP/2 would, then as one of
 * TLS; a server that understands neither speaks something else over TCP, and what that is nobody can tell.
 */
final class Detection {

    /** A server that knows what it was greeted with answers within a round trip; one that does not may never answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Address address;
    private final DoctorPlan plan;
    private final Finding.Of protocol;

    Detection(Address address, DoctorPlan plan) {
        this.address = address;
        this.plan = plan;
        this.protocol = Finding.Of.endpoint("protocol", address);
    }

    /** What it speaks, and what there is to say about it. */
    record Result(boolean tls, boolean http2, List<Finding> findings) {}

    Result run() {
        Mode mode = plan.security().mode();
        if (mode == Mode.TLS) {
            return overTls();
        }
        boolean tcp = plan.protocol() == Protocol.tcp;
        if (tcp) {
            return new Result(
                    false, false, List.of(protocol.skip("TCP, and nothing was sent; --tls looks at TLS as well")));
        }
        if (greeted()) {
            return new Result(false, true, List.of(protocol.ok("HTTP/2 in plaintext")));
        }
        return mode == Mode.AUTO ? perhapsTls() : neither("not HTTP/2");
    }

    private boolean greeted() {
        try (Socket socket = Dial.to(address, plan.timeout())) {
            return Greeting.isAnsweredAsHttp2(socket, patience());
        } catch (IOException e) {
            return false;
        }
    }

    private Duration patience() {
        return plan.timeout().compareTo(PATIENCE) < 0 ? plan.timeout() : PATIENCE;
    }

    private Result overTls() {
        try {
            return shaken(plan.timeout());
        } catch (IOException e) {
            String text = "no handshake: " + e.getMessage();
            String hint = greeted()
                    ? "it speaks HTTP/2 in plaintext: --plaintext."
                    : "does it speak TLS on this port, and TLS 1.2 or 1.3? openssl s_client -connect " + address;
            return new Result(
                    true, false, List.of(Finding.Of.endpoint("tls", address).fail(text, hint)));
        }
    }

    private Result perhapsTls() {
        try {
            return shaken(patience());
        } catch (IOException e) {
            return neither("neither HTTP/2 nor TLS (" + e.getMessage() + ")");
        }
    }

    private Result neither(String text) {
        return new Result(
                false,
                false,
                List.of(
                        plan.protocol() == Protocol.grpc
                                ? protocol.fail(text, "is this a port of a gRPC server?")
                                : protocol.ok("TCP: " + text)));
    }

    private Result shaken(Duration timeout) throws IOException {
        var choice = plan.security().choice();
        try (Socket socket = Dial.to(address, plan.timeout())) {
            Handshake.Seen seen = new Handshake(choice, timeout).over(socket, address);
            boolean http2 = seen.application().equals("h2");
            boolean grpc = plan.protocol() == Protocol.grpc;
            TlsCheck.Shown shown = new TlsCheck.Shown(
                    seen.version(), seen.cipher(), seen.application(), seen.chain(), seen.distrust());
            Optional<String> refusal = seen.asked() ? seen.refusal() : Optional.empty();
            TlsCheck.Mutual mutual =
                    new TlsCheck.Mutual(seen.asked(), choice.identity().isPresent(), refusal);
            List<Finding> findings = new ArrayList<>();
            findings.add(protocol.ok(http2 ? "HTTP/2 over TLS" : "TCP over TLS"));
            findings.addAll(new TlsCheck(
                            address,
                            choice.authority().orElse(address.host()),
                            WallClock.system().instant())
                    .judge(shown, mutual, grpc));
            return new Result(true, http2 && plan.protocol() != Protocol.tcp, findings);
        }
    }
}
