// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.internal.Serial;
import dev.hawser.time.Time;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The union of several sources, each with its own last good part. */
record Merge(EmptyAnswer emptyAnswer, List<Discovery> sources) implements Discovery {

    Merge {
        sources = Sources.checked(sources);
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Delivery delivery = new Delivery(watcher, describe());
        return new Sources(new Watch(delivery, context.time()), delivery, new Serial()).watch(sources, context);
    }

    @Override
    public String describe() {
        return Sources.describe("merge", sources);
    }

    /** Called by one thread at a time. */
    private final class Watch implements Sources.Judge {
        private final Delivery delivery;
        private final Time time;
        private final List<LastGood> parts;
        private final BitSet heard = new BitSet();
        private boolean answered;

        Watch(Delivery delivery, Time time) {
            this.delivery = delivery;
            this.time = time;
            this.parts = Stream.generate(() -> new LastGood(emptyAnswer))
                    .limit(sources.size())
                    .toList();
        }

        @Override
        public void onAnswer(int source, Answer answer) {
            answered = true;
            LastGood.Verdict verdict = answer.judgedBy(parts.get(source), time.nanoTime());
            follow(source, verdict, parts.get(source).failures() == 0 || !heard.get(source));
        }

        /** Like an answer that isn't used, publishes only if this was the source's first word: it confirms nothing. */
        @Override
        public void onFailure(int source, Throwable cause) {
            follow(source, parts.get(source).onFailure(cause), !heard.get(source));
        }

        private void follow(int source, LastGood.Verdict verdict, boolean publish) {
            heard.set(source);
            for (LastGood.Problem problem : verdict.problems()) {
                delivery.onFailure(FirstOf.failure(sources.get(source), problem));
            }
            if (publish && answered && heard.cardinality() == sources.size()) {
                union().tell(delivery);
            }
        }

        /** The first source that knows an address describes it. All are gone for certain if each one says so. */
        private Answer union() {
            if (parts.stream().allMatch(LastGood::isGone)) {
                return Answer.GONE;
            }
            List<Endpoint> union = new ArrayList<>();
            Set<Address> seen = new HashSet<>();
            for (LastGood part : parts) {
                for (Endpoint endpoint : part.current()) {
                    if (seen.add(endpoint.address())) {
                        union.add(endpoint);
                    }
                }
            }
            return Answer.of(List.copyOf(union));
        }

        @Override
        public void onClose() {}
    }
}
