// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.InternalManagedChannelBuilder;
import io.grpc.LongCounterMetricInstrument;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MetricInstrument;
import io.grpc.MetricSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why the connection of one channel ended. gRPC tells this to nobody but its metrics (gRFC A94), so this poses as a place
 * where metrics go. It hears of connections only, never of calls.
 *
 * <p>The door to metrics is one that gRPC may move. Where it is not found, reasons are unknown, and nothing else is
 * lost.
 */
final class DisconnectReason implements MetricSink {

    private static final String METRIC = "grpc.subchannel.disconnections";
    private static final String LABEL = "grpc.disconnect_error";
    private static final String CALM = "GOAWAY ENHANCE_YOUR_CALM";

    /** A goodbye in good order, and what we did ourselves. */
    private static final Set<String> ORDERLY = Set.of("GOAWAY NO_ERROR", "subchannel shutdown");

    private final Runnable onTooManyPings;
    private volatile @Nullable String last;

    private DisconnectReason(Runnable onTooManyPings) {
        this.onTooManyPings = onTooManyPings;
    }

    /** @param onTooManyPings told when the server asks for calm; must be short, it holds up the channel */
    static DisconnectReason of(ManagedChannelBuilder<?> builder, Runnable onTooManyPings) {
        DisconnectReason reason = new DisconnectReason(onTooManyPings);
        try {
            var unused = InternalManagedChannelBuilder.addMetricSink(builder, reason);
        } catch (UnsupportedOperationException | LinkageError e) {
            // A builder without metrics, or another gRPC: see above.
        }
        return reason;
    }

    /** Empty if the connection ended in good order, or nobody knows how. */
    Optional<String> fault() {
        return Optional.ofNullable(last).filter(reason -> !ORDERLY.contains(reason));
    }

    @Override
    public void addLongCounter(
            LongCounterMetricInstrument counter, long value, List<String> required, List<String> optional) {
        int place = counter.getOptionalLabelKeys().indexOf(LABEL);
        if (counter.getName().equals(METRIC) && place >= 0 && place < optional.size()) {
            String reason = optional.get(place);
            last = reason;
            if (reason.equals(CALM)) {
                onTooManyPings.run();
            }
        }
    }

    @Override
    public Map<String, Boolean> getEnabledMetrics() {
        return Map.of(METRIC, true);
    }

    @Override
    public Set<String> getOptionalLabels() {
        return Set.of(LABEL);
    }

    /** Nothing is set up for each instrument, so there is never one to set up. */
    @Override
    public int getMeasuresSize() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void updateMeasures(List<MetricInstrument> instruments) {}
}
