// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import static java.util.Objects.requireNonNull;

import dev.hawser.call.Idempotence;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls by what the pool may do with them. Safe for use by any thread. */
public final class Ledger {

    /** One would be one too many; a demo that goes wrong altogether need not list everything. */
    private static final int MOST_BROKEN = 1_000;

    private final Map<Idempotence, Column> columns = new EnumMap<>(Idempotence.class);
    private final List<Broken> broken = new CopyOnWriteArrayList<>();

    public Ledger() {
        for (Idempotence kind : Idempotence.values()) {
            columns.put(kind, new Column());
        }
    }

    private record Column(LongAdder answered, LongAdder failed, LongAdder excused, LongAdder retried) {
        Column() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    /**
     * Calls of one kind.
     *
     * @param failed all that failed
     * @param excused those of them that nobody could have saved: not idempotent, and in flight on a server that was killed
     * @param retried answered, by another attempt than the first
     */
    public record Sum(long answered, long failed, long excused, long retried) {}

    /**
     * A call that failed and should not have.
     *
     * @param at seconds since the beginning
     */
    public record Broken(double at, Idempotence kind, String words) {}

    void answered(Idempotence kind, int attempts) {
        column(kind).answered().increment();
        if (attempts > 1) {
            column(kind).retried().increment();
        }
    }

    void failed(Idempotence kind, boolean inFlightOnTheKilled, double at, String words) {
        column(kind).failed().increment();
        if (kind == Idempotence.NOT_IDEMPOTENT && inFlightOnTheKilled) {
            column(kind).excused().increment();
        } else if (broken.size() < MOST_BROKEN) {
            broken.add(new Broken(at, kind, words));
        }
    }

    private Column column(Idempotence kind) {
        return requireNonNull(columns.get(kind));
    }

    public Sum of(Idempotence kind) {
        Column column = column(kind);
        return new Sum(
                column.answered().sum(),
                column.failed().sum(),
                column.excused().sum(),
                column.retried().sum());
    }

    public List<Broken> broken() {
        return broken;
    }
}
