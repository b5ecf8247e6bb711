// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import dev.hawser.benchmarks.report.Target.Side;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Looks measurements up and condenses their rounds: medians, of values and of the ratios within each round. */
final class Numbers {

    /** What is measured beside the peers and is none. */
    private static final Set<String> FLOORS =
            Set.of("nothing", "lock-fifo", "array-queue", "one-channel", "bare-round-robin");

    private final List<Measurement> all;

    Numbers(List<Measurement> all) {
        this.all = List.copyOf(all);
    }

    /** The median over all rounds. */
    OptionalDouble value(Side side, String metric) {
        return median(of(side, metric).stream().mapToDouble(Measurement::value));
    }

    /** What a target speaks of. */
    OptionalDouble of(Target target) {
        Side subject = target.subject();
        String metric = target.metric();
        return switch (target.comparison()) {
            case NONE -> value(subject, metric);
            case RATIO -> compared(subject, target.reference().orElseThrow(), metric, (a, b) -> a / b);
            case DIFFERENCE -> compared(subject, target.reference().orElseThrow(), metric, (a, b) -> a - b);
        };
    }

    /** The median, over all rounds that have both, of the one divided by the other. */
    OptionalDouble ratio(Side subject, Side reference, String metric) {
        return compared(subject, reference, metric, (a, b) -> a / b);
    }

    private OptionalDouble compared(Side subject, Side reference, String metric, DoubleBinaryOperator comparison) {
        return median(of(subject, metric).stream()
                .flatMapToDouble(m -> inRound(reference, metric, m.round())
                        .map(other -> comparison.applyAsDouble(m.value(), other))));
    }

    private DoubleStream inRound(Side side, String metric, int round) {
        if (!side.pool().equals(Side.BEST_PEER)) {
            return of(side, metric).stream().filter(m -> m.round() == round).mapToDouble(Measurement::value);
        }
        OptionalDouble best = all.stream()
                .filter(m -> m.scenario().equals(side.scenario()) && m.setting().equals(side.setting()))
                .filter(m -> m.metric().equals(metric) && m.round() == round && isPeerThatHeldOut(m))
                .mapToDouble(Measurement::value)
                .min();
        return best.isPresent() ? DoubleStream.of(best.getAsDouble()) : DoubleStream.empty();
    }

    /** A mean without the callers who gave up is no mean. */
    private boolean isPeerThatHeldOut(Measurement m) {
        return !m.pool().startsWith("hawser")
                && !FLOORS.contains(m.pool())
                && remarks(new Side(m.scenario(), m.setting(), m.pool())).isEmpty();
    }

    private List<Measurement> of(Side side, String metric) {
        return all.stream()
                .filter(m -> m.scenario().equals(side.scenario())
                        && m.setting().equals(side.setting())
                        && m.metric().equals(metric)
                        && m.pool().equals(side.pool()))
                .toList();
    }

    /** What must be said beside a pool's numbers, in any round. */
    Set<String> remarks(Side side) {
        return all.stream()
                .filter(m -> m.scenario().equals(side.scenario())
                        && m.setting().equals(side.setting())
                        && m.pool().equals(side.pool())
                        && !m.remark().isEmpty())
                .map(Measurement::remark)
                .collect(Collectors.toSet());
    }

    private static OptionalDouble median(DoubleStream values) {
        double[] sorted = values.filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Three figures, or as many as there are before the point. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f", value);
    }
}
