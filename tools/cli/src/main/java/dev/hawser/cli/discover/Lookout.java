// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.source.EndpointJson;
import dev.hawser.cli.source.Hints;
import dev.hawser.cli.source.News;
import dev.hawser.cli.source.Observation;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.cli.source.Troubles;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** Watches a source until there is a first good answer, or until the user has had enough. */
final class Lookout {

    /** How soon the user's wish to stop is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Observation observation;
    private final Telling telling;
    private final Time time;
    private final InstantSource clock;
    private final CountDownLatch stop;
    private final Journal journal = new Journal();
    private final Set<String> problems = new LinkedHashSet<>();
    private Optional<LastGood.Problem> latest = Optional.empty();
    private long start;

    Lookout(Observation observation, Telling telling, Time time, InstantSource clock, CountDownLatch stop) {
        this.observation = observation;
        this.telling = telling;
        this.time = time;
        this.clock = clock;
        this.stop = stop;
    }

    /** One good answer, or that there was none; told as such. */
    DiscoverReport once(String typed, Duration timeout) throws InterruptedException {
        start = time.nanoTime();
        while (!journal.begun() && stop.getCount() > 0 && time.nanoTime() - start < timeout.toNanos()) {
            next(timeout.minusNanos(time.nanoTime() - start));
        }
        String took = Text.of(Duration.ofNanos(time.nanoTime() - start));
        if (journal.begun()) {
            // Duplicates of this very answer are told just after it.
            next(GLANCE);
        }
        DiscoverReport report = report(typed, took);
        telling.end(report, journal.known(), summary() + ", found in " + took);
        return report;
    }

    /**
     * Tells every change until the user stops it.
     *
     * @param patience for the first good answer; absent waits for ever
     * @return whether there has been one
     */
    boolean watch(Optional<Duration> patience) throws InterruptedException {
        start = time.nanoTime();
        while (stop.getCount() > 0) {
            if (!journal.begun()
                    && patience.isPresent()
                    && time.nanoTime() - start > patience.get().toNanos()) {
                return false;
            }
            boolean before = journal.begun();
            List<Event> events = next(GLANCE);
            if (!before && journal.begun()) {
                telling.begin(journal.known(), summary(), clock.instant());
            } else {
                int count = journal.known().size();
                events.forEach(event -> telling.event(event, clock.instant(), count));
            }
        }
        return journal.begun();
    }

    private List<Event> next(Duration most) throws InterruptedException {
        Duration wait = most.compareTo(GLANCE) < 0 ? most : GLANCE;
        Optional<News> news = observation.next(wait);
        if (news.isPresent() && news.get() instanceof News.Trouble trouble) {
            latest = Optional.of(trouble.problem());
            problems.add(Troubles.words(trouble.problem()));
        }
        return news.map(journal::on).orElse(List.of());
    }

    /** The latest problem of a look-out that has ended, by whomever, and what to do about it. */
    DiscoverReport.Failure failure(String typed) {
        return failure(typed, Text.of(Duration.ofNanos(time.nanoTime() - start)));
    }

    private DiscoverReport.Failure failure(String typed, String took) {
        String what = latest.map(Troubles::words).orElse("no answer");
        return new DiscoverReport.Failure(
                "nothing found at " + observation.source() + " within " + took + ": " + what,
                Hints.of(SpokenTarget.parse(typed).topic(), latest));
    }

    private DiscoverReport report(String typed, String took) {
        boolean ok = !journal.known().isEmpty();
        return new DiscoverReport(
                DiscoverReport.SCHEMA,
                SpokenTarget.shown(typed),
                observation.source(),
                ok,
                ok ? null : failure(typed, took),
                observation.age().map(age -> age.toMillis() / 1e3).orElse(null),
                journal.known().stream()
                        .sorted(Order.OF_ENDPOINTS)
                        .map(EndpointJson::of)
                        .toList(),
                problems.stream()
                        .map(ok ? Troubles::past : UnaryOperator.identity())
                        .toList());
    }

    private String summary() {
        return observation.source() + ": " + EventText.endpoints(journal.known().size())
                + observation.age().map(age -> ", " + Text.of(age) + " old").orElse("");
    }
}
