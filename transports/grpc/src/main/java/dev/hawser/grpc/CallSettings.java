// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Idempotence;
import dev.hawser.failover.RetryPolicy;
import io.grpc.CallOptions;

/**
 * What one call may say about itself, through {@code stub.withOption(key, value)}; it has precedence over what the channel
 * was built with. Other channels than a {@link PooledChannel} ignore it.
 *
 * <pre>{@code
 * stub.withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT).put(request);
 * }</pre>
 */
public final class CallSettings {

    /** Whether the call may run twice. Without it, the channel's rule decides, and then the method's descriptor. */
    public static final CallOptions.Key<Idempotence> IDEMPOTENCE = CallOptions.Key.create("dev.hawser.idempotence");

    /** When the call is tried again, in place of the channel's policy. */
    public static final CallOptions.Key<RetryPolicy> RETRY = CallOptions.Key.create("dev.hawser.retry");

    /**
     * Whether listeners are told if the call fails, as {@link dev.hawser.event.PoolEvent.CallFailed}. Not if it is an attempt
     * at something larger, which tells of its own failure.
     */
    public static final CallOptions.Key<Boolean> TELL_FAILURE =
            CallOptions.Key.createWithDefault("dev.hawser.tell-failure", true);

    private CallSettings() {}
}
