// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * How long connections live, and when they are checked. An absent duration switches the feature off.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param validateAfter a connection that was idle for longer is probed before it is leased; zero probes always
 * @param keepAlive idle connections are probed this often, and closed if that fails
 * @param idleTimeout a connection idle for longer is closed, unless that would leave fewer than the minimum
 * @param maxLifetime a connection older than this, give or take the jitter, is closed when nobody holds it
 * @param lifetimeJitter the share by which each connection's maximum lifetime differs at random, 0 to 0.5, so that
 *     connections opened together do not die together
 * @param leakThreshold a lease held for longer is reported with the stack that took it; costs each lease a stack trace
 */
public record LifetimeOptions(
        Optional<Duration> validateAfter,
        Optional<Duration> keepAlive,
        Optional<Duration> idleTimeout,
        Optional<Duration> maxLifetime,
        double lifetimeJitter,
        Optional<Duration> leakThreshold) {

    public static final Duration DEFAULT_VALIDATE_AFTER = Duration.ofSeconds(1);
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration DEFAULT_MAX_LIFETIME = Duration.ofMinutes(30);

    /** A tenth either way spreads the reconnects of a fleet over a fifth of the lifetime (gRFC A9 does the same). */
    public static final double DEFAULT_LIFETIME_JITTER = 0.1;

    public LifetimeOptions {
        check("validateAfter", validateAfter, true);
        check("keepAlive", keepAlive, false);
        check("idleTimeout", idleTimeout, false);
        check("maxLifetime", maxLifetime, false);
        check("leakThreshold", leakThreshold, false);
        if (!(lifetimeJitter >= 0 && lifetimeJitter <= 0.5)) {
            throw new IllegalArgumentException("lifetimeJitter: " + lifetimeJitter + " (expected: 0 to 0.5)");
        }
    }

    private static void check(String name, Optional<Duration> value, boolean zeroAllowed) {
        value.ifPresent(d -> {
            if (d.isNegative() || (d.isZero() && !zeroAllowed)) {
                throw new IllegalArgumentException(
                        name + ": " + d + " (expected: " + (zeroAllowed ? ">= 0" : "> 0") + ", or absent for off)");
            }
        });
    }

    /** Validation after 1 s idle, idle timeout 5 min, maximum lifetime 30 min ± 10 %; no keepalive, no leak reports. */
    public static LifetimeOptions defaults() {
        return new LifetimeOptions(
                Optional.of(DEFAULT_VALIDATE_AFTER),
                Optional.empty(),
                Optional.of(DEFAULT_IDLE_TIMEOUT),
                Optional.of(DEFAULT_MAX_LIFETIME),
                DEFAULT_LIFETIME_JITTER,
                Optional.empty());
    }

    /** Nothing is ever checked, expired or reported. */
    public static LifetimeOptions unlimited() {
        return new LifetimeOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    public LifetimeOptions withValidateAfter(Duration value) {
        return new LifetimeOptions(
                Optional.of(value), keepAlive, idleTimeout, maxLifetime, lifetimeJitter, leakThreshold);
    }

    public LifetimeOptions withKeepAlive(Duration value) {
        return new LifetimeOptions(
                validateAfter, Optional.of(value), idleTimeout, maxLifetime, lifetimeJitter, leakThreshold);
    }

    public LifetimeOptions withIdleTimeout(Duration value) {
        return new LifetimeOptions(
                validateAfter, keepAlive, Optional.of(value), maxLifetime, lifetimeJitter, leakThreshold);
    }

    public LifetimeOptions withMaxLifetime(Duration value) {
        return new LifetimeOptions(
                validateAfter, keepAlive, idleTimeout, Optional.of(value), lifetimeJitter, leakThreshold);
    }

    public LifetimeOptions withLifetimeJitter(double value) {
        return new LifetimeOptions(validateAfter, keepAlive, idleTimeout, maxLifetime, value, leakThreshold);
    }

    public LifetimeOptions withLeakThreshold(Duration value) {
        return new LifetimeOptions(
                validateAfter, keepAlive, idleTimeout, maxLifetime, lifetimeJitter, Optional.of(value));
    }
}
