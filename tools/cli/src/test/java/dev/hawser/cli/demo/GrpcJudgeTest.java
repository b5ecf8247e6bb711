// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Idempotence;
import dev.hawser.cli.demo.Marks.Moment;
import dev.hawser.cli.demo.Timeline.Action;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Ledger;
import dev.hawser.cli.demo.traffic.Ledgers;
import dev.hawser.endpoint.Address;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GrpcJudgeTest {

    private static final Address DELTA = Address.parse("127.0.0.1:1");
    private static final Address OTHER = Address.parse("127.0.0.1:2");

    private final Map<Address, Long> answered = new TreeMap<>();
    private double now;
    private final Marks marks = new Marks(() -> Map.copyOf(answered), () -> now);
    private final Ledger ledger = new Ledger();

    private GrpcJudge.Verdict verdict() {
        return GrpcJudge.of(marks, role -> DELTA, ledger);
    }

    private void answers(double at, long delta, long other) {
        now = at;
        answered.merge(DELTA, delta, Long::sum);
        answered.merge(OTHER, other, Long::sum);
    }

    @Test
    void whatNobodyCouldHaveSavedIsNoProblem() {
        Ledgers.answered(ledger, Idempotence.IDEMPOTENT, 2);
        Ledgers.failed(ledger, Idempotence.NOT_IDEMPOTENT, true);

        GrpcJudge.Verdict verdict = verdict();

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.idempotent()).isEqualTo(new DemoReport.Calls(1, 1, 0, 0, 1));
        assertThat(verdict.other()).isEqualTo(new DemoReport.Calls(1, 0, 1, 1, 0));
    }

    @Test
    void anIdempotentCallThatFailedIsAProblemWhateverWasKilled() {
        Ledgers.failed(ledger, Idempotence.IDEMPOTENT, true);

        assertThat(verdict().problems()).containsExactly("an idempotent call failed at 7.0 s: UNAVAILABLE");
    }

    @Test
    void aCallThatFailedWhereNobodyWasKilledIsAProblem() {
        Ledgers.failed(ledger, Idempotence.NOT_IDEMPOTENT, false);

        assertThat(verdict().problems()).containsExactly("a call failed at 7.0 s: UNAVAILABLE");
    }

    @Test
    void aFailureWhileAServerRestartsIsCountedThere() {
        now = 6;
        marks.add(Action.RESTART, Role.CHARLIE, Moment.BEGUN);
        Ledgers.failed(ledger, Idempotence.NOT_IDEMPOTENT, false);
        now = 8;
        marks.add(Action.RESTART, Role.CHARLIE, Moment.DONE);

        assertThat(verdict().events().restart()).isEqualTo(new DemoReport.Restart("charlie", 6, 8.0, 1));
    }

    @Test
    void sharesAreOfWhatWasAnsweredInBetween() {
        answers(1, 1000, 0);
        marks.add(Action.ADD, Role.ECHO, Moment.DONE);
        answers(2, 50, 150);
        marks.add(Action.SLOW, Role.DELTA, Moment.BEGUN);
        marks.add(Action.SLOW, Role.DELTA, Moment.DONE);
        answers(3, 10, 190);
        marks.add(Action.QUICKEN, Role.DELTA, Moment.DONE);
        answers(4, 40, 160);

        GrpcJudge.Verdict verdict = verdict();

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.events().added()).isEqualTo(new DemoReport.Added("echo", 1, 0.25));
        assertThat(verdict.events().slow()).isEqualTo(new DemoReport.Slow("delta", 2, 3.0, 0.25, 0.05, 0.2));
    }

    @Test
    void aSlowServerThatIsAskedNoLessIsAProblem() {
        marks.add(Action.ADD, Role.ECHO, Moment.DONE);
        answers(2, 50, 150);
        marks.add(Action.SLOW, Role.DELTA, Moment.DONE);
        answers(3, 50, 150);

        assertThat(verdict().problems()).containsExactly("delta became slow and was asked no less");
    }

    /** A demo of five seconds on a busy machine: a dozen answers are no share. */
    @Test
    void withFewAnswersSharesAreNotTold() {
        marks.add(Action.ADD, Role.ECHO, Moment.DONE);
        answers(2, 0, 12);

        assertThat(verdict().problems()).isEmpty();
        assertThat(verdict().events().added()).isEqualTo(new DemoReport.Added("echo", 0, null));
    }
}
