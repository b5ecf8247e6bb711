// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.ConnectCheck;
import dev.hawser.cli.doctor.checks.EtcdStatus;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.HealthCheck;
import dev.hawser.cli.doctor.checks.KeepAliveCheck;
import dev.hawser.cli.doctor.checks.Level;
import dev.hawser.cli.doctor.checks.RateCheck;
import dev.hawser.cli.doctor.checks.SourceCheck;
import dev.hawser.cli.doctor.wire.Dial;
import dev.hawser.cli.doctor.wire.Handshake;
import dev.hawser.cli.doctor.wire.Pings;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Looks at one endpoint, step by step; a step that fails ends what needs it. Blocks; used once. */
final class Examination {

    private final Endpoint endpoint;
    private final Address address;
    private final DoctorPlan plan;
    private final Time time;
    private final CountDownLatch stop;
    private final List<Finding> findings = new ArrayList<>();
    private Optional<EtcdStatus> member = Optional.empty();

    Examination(Endpoint endpoint, DoctorPlan plan, Time time, CountDownLatch stop) {
        this.endpoint = endpoint;
        this.address = endpoint.address();
        this.plan = plan;
        this.time = time;
        this.stop = stop;
    }

    /**
     * What came of it.
     *
     * @param member what it says as a member of etcd; absent if it is none
     */
    record Result(Endpoint endpoint, List<Finding> findings, Optional<EtcdStatus> member) {}

    /** Fails for no endpoint's sake: what nobody foresaw is a finding too, and the other endpoints' are not lost. */
    Result run() throws InterruptedException {
        try {
            look();
        } catch (RuntimeException e) {
            findings.add(Finding.Of.endpoint("examination", address)
                    .fail("broken off: " + Text.of(e), "what stands above is all that could be looked at."));
        }
        return new Result(endpoint, List.copyOf(findings), member);
    }

    private void look() throws InterruptedException {
        SourceCheck.state(endpoint).ifPresent(findings::add);
        if (address.port() < 0) {
            findings.add(Finding.Of.endpoint("connect", address).skip("only a host and a port can be looked at"));
        } else if (connect()) {
            speak();
        }
    }

    private boolean connect() {
        long start = time.nanoTime();
        try (Socket socket = Dial.to(address, plan.timeout())) {
            findings.add(ConnectCheck.connected(address, Duration.ofNanos(time.nanoTime() - start)));
            return socket.isConnected();
        } catch (IOException e) {
            findings.add(ConnectCheck.failed(address, e, Duration.ofNanos(time.nanoTime() - start)));
            return false;
        }
    }

    private void speak() throws InterruptedException {
        Detection.Result spoken = new Detection(address, plan).run();
        findings.addAll(spoken.findings());
        boolean sound = spoken.findings().stream().noneMatch(finding -> finding.level() == Level.FAIL);
        if (spoken.http2() && sound) {
            call(spoken.tls());
        } else if (!spoken.http2() && sound && plan.rate().isPresent()) {
            double rate = plan.rate().getAsDouble();
            findings.add(RateCheck.judge(address, rate, bursts(rate).connections(address)));
        }
    }

    private void call(boolean tls) throws InterruptedException {
        try (GrpcPeer peer = GrpcPeer.at(address, tls, plan.security().choice(), plan.timeout())) {
            findings.add(peer.health(new HealthCheck(address, plan.service()), plan.service()));
            member = peer.etcd();
            if (plan.rate().isPresent()) {
                double rate = plan.rate().getAsDouble();
                findings.add(RateCheck.judge(address, rate, bursts(rate).calls(peer.channel())));
            }
        } catch (IOException e) {
            findings.add(Finding.Of.endpoint("health", address)
                    .fail(String.valueOf(e.getMessage()), "the files for TLS cannot be used."));
        }
        findings.add(pings(tls));
    }

    private Finding pings(boolean tls) {
        try (Socket socket = Dial.to(address, plan.timeout())) {
            Socket spoken = tls
                    ? new Handshake(plan.security().choice(), plan.timeout())
                            .over(socket, address)
                            .socket()
                    : socket;
            Pings.Outcome seen = new Pings(spoken, plan.timeout(), time)
                    .send(plan.keepAlive().orElse(Duration.ZERO));
            return KeepAliveCheck.judge(address, seen, plan.keepAlive());
        } catch (IOException e) {
            return Finding.Of.endpoint("keepalive", address)
                    .warn("no second connection: " + e.getMessage(), "does the server limit connections?");
        }
    }

    private Bursts bursts(double rate) {
        return new Bursts(rate, plan.timeout(), time, stop);
    }
}
