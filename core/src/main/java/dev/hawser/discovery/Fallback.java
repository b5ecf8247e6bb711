// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.discovery.LastGood.Kind;
import dev.hawser.discovery.LastGood.Problem;
import dev.hawser.discovery.LastGood.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Decides which of several sources, the best first, is believed.
 *
 * <pre>
 *   a source:  Silent ─good answer→ Usable ⇄ Left       Usable → Left: threshold bad answers in a row
 *                                                       Left → Usable: one good answer
 *   chosen:    the first Usable source. Down, to a worse one: at once. Up, to a better one: not before the hold
 *              since the last step down has ended, unless the chosen one is Left itself.
 *              None Usable: stays, with its last good set.
 * </pre>
 *
 * <p>The hold does not apply at the start: a better source that is merely slower is taken when it first answers.
 */
final class Fallback {
    private static final int NONE = -1;

    private final List<LastGood> sources;
    private final int threshold;
    private final long holdNanos;
    private int chosen = NONE;
    private boolean fell;
    private long fellAt;

    Fallback(int sources, FallbackOptions options) {
        this.sources = Stream.generate(() -> new LastGood(EmptyAnswer.IGNORE))
                .limit(sources)
                .toList();
        this.threshold = options.threshold();
        this.holdNanos = options.hold().toNanos();
    }

    /**
     * What to do.
     *
     * @param publish what to publish now
     * @param problems of the source, to be reported
     * @param recheckNanos when to call {@link #onHoldEnded}, if at all; replaces what was said before
     */
    record Decision(Optional<Answer> publish, List<Problem> problems, OptionalLong recheckNanos) {}

    /** That nothing is left, for certain, is as good an answer as any: the source is not left for that. */
    Decision onAnswer(int source, Answer answer, long now) {
        return decide(source, answer.judgedBy(sources.get(source), now), now);
    }

    Decision onFailure(int source, Throwable cause, long now) {
        return decide(source, sources.get(source).onFailure(cause), now);
    }

    Decision onHoldEnded(long now) {
        int before = chosen;
        OptionalLong recheck = choose(now);
        return new Decision(chosen == before ? Optional.empty() : Optional.of(current()), List.of(), recheck);
    }

    private Decision decide(int source, Verdict verdict, long now) {
        int before = chosen;
        OptionalLong recheck = choose(now);
        if (chosen != before || (source == chosen && sources.get(source).failures() == 0)) {
            return new Decision(Optional.of(current()), verdict.problems(), recheck);
        }
        boolean emptyForLong = (source == chosen || chosen == NONE)
                && sources.get(source).failures() >= threshold
                && verdict.problems().stream().anyMatch(problem -> problem.kind() == Kind.EMPTY);
        // With nobody to turn to, what the source says is passed on: to believe in emptiness is the watcher's choice.
        return emptyForLong
                ? new Decision(Optional.of(Answer.of(List.of())), List.of(), recheck)
                : new Decision(Optional.empty(), verdict.problems(), recheck);
    }

    private Answer current() {
        return Answer.of(sources.get(chosen));
    }

    private OptionalLong choose(long now) {
        int best = firstUsable();
        if (best == NONE || best == chosen) {
            return OptionalLong.empty();
        }
        if (chosen != NONE && best > chosen) {
            fell = true;
            fellAt = now;
        } else if (chosen != NONE && fell && isUsable(chosen) && now - fellAt < holdNanos) {
            return OptionalLong.of(holdNanos - (now - fellAt));
        }
        chosen = best;
        return OptionalLong.empty();
    }

    private int firstUsable() {
        for (int i = 0; i < sources.size(); i++) {
            if (isUsable(i)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean isUsable(int source) {
        return sources.get(source).isKnown() && sources.get(source).failures() < threshold;
    }
}
