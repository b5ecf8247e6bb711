// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.RateCheck.Burst;
import dev.hawser.cli.doctor.checks.RateCheck.What;
import dev.hawser.cli.doctor.wire.Dial;
import dev.hawser.cli.stats.Causes;
import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A second of gentle load, evenly spaced, one call or connection after the other. */
final class Bursts {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Answers all the same: a rate was not in their way. */
    private static final Set<Status.Code> ANSWERS = Set.of(
            Status.Code.UNIMPLEMENTED,
            Status.Code.NOT_FOUND,
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED);

    private final double rate;
    private final Duration timeout;
    private final Time time;
    private final CountDownLatch stop;

    Bursts(double rate, Duration timeout, Time time, CountDownLatch stop) {
        this.rate = rate;
        this.timeout = timeout;
        this.time = time;
        this.stop = stop;
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws IOException;
    }

    Burst calls(Channel channel) throws InterruptedException {
        HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
        return burst(What.CALLS, () -> {
            var answer = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .check(request);
            assert answer != null;
        });
    }

    Burst connections(Address address) throws InterruptedException {
        return burst(What.CONNECTIONS, () -> Dial.to(address, timeout).close());
    }

    private Burst burst(What what, Attempt attempt) throws InterruptedException {
        int answered = 0;
        int limited = 0;
        int failed = 0;
        String cause = "";
        long start = time.nanoTime();
        for (int n = 0; n < rate; n++) {
            long due = start + (long) (n * SECOND / rate);
            boolean stopped = stop.await(Math.max(0, due - time.nanoTime()), TimeUnit.NANOSECONDS);
            if (stopped || time.nanoTime() - start > SECOND) {
                break;
            }
            try {
                attempt.make();
                answered++;
            } catch (StatusRuntimeException e) {
                Status.Code code = e.getStatus().getCode();
                answered += ANSWERS.contains(code) ? 1 : 0;
                limited += code == Status.Code.RESOURCE_EXHAUSTED ? 1 : 0;
                if (!ANSWERS.contains(code) && code != Status.Code.RESOURCE_EXHAUSTED) {
                    failed++;
                    cause = cause.isEmpty() ? Causes.of(e) : cause;
                }
            } catch (IOException e) {
                failed++;
                cause = cause.isEmpty() ? Causes.of(e) : cause;
            }
        }
        return new Burst(what, answered + limited + failed, answered, limited, failed, cause);
    }
}
