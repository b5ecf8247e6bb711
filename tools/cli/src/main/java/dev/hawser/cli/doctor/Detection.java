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
import dev.hawser.endpoint.Text;
import dev.hawser.time.WallClock;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
        Greeting.Answer answer = greeted();
        if (answer == Greeting.Answer.HTTP2) {
            return new Result(false, true, List.of(protocol.ok("HTTP/2 in plaintext")));
        }
        if (mode == Mode.AUTO) {
            return perhapsTls(answer);
        }
        return answer == Greeting.Answer.NONE ? silent("to a client of HTTP/2") : neither("not HTTP/2");
    }

    private Greeting.Answer greeted() {
        try (Socket socket = Dial.to(address, plan.timeout())) {
            return Greeting.answer(socket, patience());
        } catch (IOException e) {
            return Greeting.Answer.OTHER;
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
            String hint = greeted() == Greeting.Answer.HTTP2
                    ? "it speaks HTTP/2 in plaintext: --plaintext."
                    : "does it speak TLS on this port, and TLS 1.2 or 1.3? openssl s_client -connect " + address;
            return new Result(
                    true, false, List.of(Finding.Of.endpoint("tls", address).fail(text, hint)));
        }
    }

    private Result perhapsTls(Greeting.Answer toHttp2) {
        try {
            return shaken(patience());
        } catch (IOException e) {
            boolean timedOut = e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException;
            if (!timedOut) {
                return neither("neither HTTP/2 nor TLS (" + e.getMessage() + ")");
            }
            return toHttp2 == Greeting.Answer.NONE
                    ? silent("neither to a client of HTTP/2 nor to one of TLS")
                    : neither("neither HTTP/2 nor TLS (it answers otherwise)");
        }
    }

    /** It may hang with its port still open, or it may wait for a client that it understands: nobody can tell. */
    private Result silent(String whom) {
        String text = "it said nothing in " + Text.of(patience()) + ", " + whom;
        Finding finding = plan.protocol() == Protocol.grpc
                ? protocol.fail(text, "is this a port of a gRPC server, and does the server still work?")
                : protocol.warn(
                        "TCP: " + text,
                        "if it should speak gRPC: hawser doctor grpc+TARGET; a TCP server that waits for its client is"
                                + " fine.");
        return new Result(false, false, List.of(finding));
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
            Handshake.Sequel sequel = seen.asked() ? seen.sequel() : Handshake.Sequel.GOES_ON;
            TlsCheck.Mutual mutual =
                    new TlsCheck.Mutual(seen.asked(), choice.identity().isPresent(), sequel.refusal(), sequel.closed());
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
