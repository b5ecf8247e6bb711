// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.call.Idempotence;
import dev.hawser.cli.demo.Marks.Counts;
import dev.hawser.cli.demo.Marks.Mark;
import dev.hawser.cli.demo.Marks.Moment;
import dev.hawser.cli.demo.Timeline.Action;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Ledger;
import dev.hawser.cli.demo.traffic.Ledger.Broken;
import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of the promises about gRPC: no call fails that could be saved, a restart costs none, who is slow is asked
 * less, and who joins is used.
 */
final class GrpcJudge {

    /** Fewer answers say nothing about shares. */
    private static final long ENOUGH = 100;

    /** Seconds: the file is read four times in one, and a connection takes some milliseconds, or more on a busy machine. */
    static final double TIME_TO_JOIN = 4;

    private static final int MOST_PROBLEMS = 3;

    private final Marks marks;
    private final Function<Role, Address> addresses;
    private final Ledger ledger;
    private final Counts end;
    private final List<String> problems = new ArrayList<>();

    private GrpcJudge(Marks marks, Function<Role, Address> addresses, Ledger ledger) {
        this.marks = marks;
        this.addresses = addresses;
        this.ledger = ledger;
        this.end = marks.counts();
    }

    /** A verdict, and what of it is a problem, in words. */
    record Verdict(DemoReport.Calls idempotent, DemoReport.Calls other, Events events, List<String> problems) {}

    /** What happened, as far as it came to that. */
    record Events(
            DemoReport.@Nullable Restart restart, DemoReport.@Nullable Added added, DemoReport.@Nullable Slow slow) {}

    static Verdict of(Side side) {
        return of(side.marks(), side.fleet()::addressOf, side.ledger().orElseThrow());
    }

    static Verdict of(Marks marks, Function<Role, Address> addresses, Ledger ledger) {
        return new GrpcJudge(marks, addresses, ledger).verdict();
    }

    private Verdict verdict() {
        ledger.broken().stream().limit(MOST_PROBLEMS).forEach(this::blame);
        if (ledger.broken().size() > MOST_PROBLEMS) {
            problems.add((ledger.broken().size() - MOST_PROBLEMS) + " more calls failed that should not have");
        }
        Events events = new Events(restart().orElse(null), added().orElse(null), slow().orElse(null));
        return new Verdict(
                calls(Idempotence.IDEMPOTENT), calls(Idempotence.NOT_IDEMPOTENT), events, List.copyOf(problems));
    }

    private void blame(Broken call) {
        problems.add(String.format(
                Locale.ROOT,
                "%s call failed at %.1f s: %s",
                call.kind() == Idempotence.IDEMPOTENT ? "an idempotent" : "a",
                call.at(),
                call.words()));
    }

    private DemoReport.Calls calls(Idempotence kind) {
        Ledger.Sum sum = ledger.of(kind);
        return new DemoReport.Calls(
                sum.answered() + sum.failed(), sum.answered(), sum.failed(), sum.excused(), sum.retried());
    }

    private Optional<DemoReport.Restart> restart() {
        return marks.find(Action.RESTART, Moment.BEGUN).map(begun -> {
            Optional<Mark> done = marks.find(Action.RESTART, Moment.DONE);
            double until = done.map(Mark::at).orElse(end.at());
            long failed = ledger.broken().stream()
                    .filter(call -> call.at() >= begun.at() && call.at() <= until)
                    .count();
            return new DemoReport.Restart(
                    begun.role().name(),
                    Round.to(begun.at(), 3),
                    done.map(mark -> Round.to(mark.at(), 3)).orElse(null),
                    failed);
        });
    }

    private Optional<DemoReport.Added> added() {
        return marks.find(Action.ADD, Moment.DONE).map(done -> {
            // What came later is another story.
            Counts until =
                    marks.find(Action.SLOW, Moment.BEGUN).map(Mark::counts).orElse(end);
            OptionalDouble share = share(done.counts(), until, done.role());
            boolean used = end.answered().getOrDefault(addresses.apply(done.role()), 0L) > 0;
            if (!used && end.at() - done.at() > TIME_TO_JOIN) {
                problems.add(done.role().name() + " was added and not used");
            }
            return new DemoReport.Added(done.role().name(), Round.to(done.at(), 3), orNull(share));
        });
    }

    private Optional<DemoReport.Slow> slow() {
        return marks.find(Action.SLOW, Moment.DONE).map(slow -> {
            Role role = slow.role();
            Optional<Mark> quick = marks.find(Action.QUICKEN, Moment.DONE);
            OptionalDouble before = marks.find(Action.ADD, Moment.DONE)
                    .map(calm -> share(calm.counts(), slow.counts(), role))
                    .orElse(OptionalDouble.empty());
            OptionalDouble meanwhile =
                    share(slow.counts(), quick.map(Mark::counts).orElse(end), role);
            OptionalDouble after =
                    quick.map(mark -> share(mark.counts(), end, role)).orElse(OptionalDouble.empty());
            if (before.isPresent() && meanwhile.isPresent() && meanwhile.getAsDouble() >= before.getAsDouble()) {
                problems.add(role.name() + " became slow and was asked no less");
            }
            return new DemoReport.Slow(
                    role.name(),
                    Round.to(slow.at(), 3),
                    quick.map(mark -> Round.to(mark.at(), 3)).orElse(null),
                    orNull(before),
                    orNull(meanwhile),
                    orNull(after));
        });
    }

    private OptionalDouble share(Counts from, Counts to, Role role) {
        return to.shareSince(from, addresses.apply(role), ENOUGH);
    }

    private static @Nullable Double orNull(OptionalDouble share) {
        return share.isPresent() ? Double.valueOf(Round.to(share.getAsDouble(), 4)) : null;
    }
}
