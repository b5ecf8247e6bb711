// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.Console;
import dev.hawser.cli.admin.AdminClient;
import dev.hawser.cli.admin.EventSeen;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.term.FullScreen;
import dev.hawser.cli.term.Key;
import dev.hawser.cli.term.Keyboard;
import dev.hawser.cli.term.Terminal;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a console again and again, and shows what it tells; one thread does all of it. Reading keys ends after a tenth of a
 * second, so an answer is shown no later than that after it has come.
 */
final class Top {

    static final Map<String, String> WITH_SPARKS = Map.of("spark", "true");

    /** Asking for the terminal's size starts a process. */
    private static final Duration SIZE_EVERY = Duration.ofMillis(700);

    private static final String MOST_NEWS = "100";

    private final AdminClient client;
    private final Options options;
    private final Keys keys;
    private final TopText text;
    private final Time time;
    private TopData data;
    private TopState state = TopState.BEGINNING;
    private Terminal.Size size = Terminal.size();
    private long sizeAskedAt;
    private long askedAt;
    private @Nullable CompletableFuture<Fields> asked;
    private @Nullable CompletableFuture<Fields> news;
    private @Nullable CompletableFuture<Fields> steered;

    /** What the user chose. */
    record Options(Duration interval, boolean actions) {}

    /** @param first an answer that has come */
    Top(AdminClient client, Fields first, Options options, TopText text, Time time) {
        this.client = client;
        this.options = options;
        this.keys = new Keys(options.actions());
        this.text = text;
        this.time = time;
        this.data = TopData.of(first);
        this.askedAt = time.nanoTime();
        this.sizeAskedAt = time.nanoTime();
    }

    /** Until the user has had enough. Whatever ends it, the terminal is as it was before. */
    void run(Console console) throws IOException {
        try (Keyboard keyboard = Keyboard.open();
                FullScreen screen = new FullScreen(console.out())) {
            boolean quit = false;
            while (!quit && console.stopped().getCount() > 0) {
                measure(screen);
                listen();
                ask();
                screen.draw(text.frame(data, state, options.actions(), size.columns(), size.lines()), size.lines());
                for (Key key : keyboard.read()) {
                    quit |= press(key) == Keys.Effect.QUIT;
                }
            }
        }
    }

    private void measure(FullScreen screen) {
        if (time.nanoTime() - sizeAskedAt >= SIZE_EVERY.toNanos()) {
            Terminal.Size now = Terminal.size();
            sizeAskedAt = time.nanoTime();
            if (!now.equals(size)) {
                size = now;
                screen.forget();
            }
        }
    }

    private Keys.Effect press(Key key) {
        Keys.Pressed pressed = keys.press(key, state, data);
        boolean another = !pressed.state().chosen().equals(state.chosen());
        state = pressed.state();
        if (another) {
            data = data.withNews(List.of());
        }
        switch (pressed.effect()) {
            case ASK -> askedAt = time.nanoTime() - options.interval().toNanos();
            case STEER -> steer();
            case QUIT, NOTHING -> {}
        }
        return pressed.effect();
    }

    private void ask() {
        if (asked != null || state.paused() || time.nanoTime() - askedAt < options.interval().toNanos()) {
            return;
        }
        askedAt = time.nanoTime();
        asked = client.begin("/pools", WITH_SPARKS);
        if (state.expanded() && news == null) {
            news = state.chosen()
                    .map(row -> client.begin(
                            "/events", Map.of("pool", row.pool(), "endpoint", row.endpoint(), "limit", MOST_NEWS)))
                    .orElse(null);
        }
    }

    private void steer() {
        steered = data.chosen(state)
                .map(row -> client.act(
                        row.endpoint().drained() ? "/undrain" : "/drain",
                        Map.of("pool", row.pool().name(), "endpoint", row.endpoint().address())))
                .orElse(null);
        askedAt = time.nanoTime() - options.interval().toNanos();
    }

    /** Takes what has come. */
    private void listen() {
        if (asked != null && asked.isDone()) {
            try {
                TopData latest = TopData.of(asked.join()).withNews(data.news());
                data = state.paused() ? data : latest;
            } catch (CompletionException e) {
                data = data.withProblem(problem(e));
            }
            asked = null;
        }
        if (news != null && news.isDone()) {
            if (!news.isCompletedExceptionally()) {
                data = data.withNews(EventSeen.allOf(news.join()));
            }
            news = null;
        }
        if (steered != null && steered.isDone()) {
            try {
                state = state.saying(steered.join().text("done"));
            } catch (CompletionException e) {
                state = state.saying(problem(e));
            }
            steered = null;
        }
    }

    private static String problem(CompletionException e) {
        return AdminClient.problemOf(e.getCause() == null ? e : e.getCause()).problem();
    }
}
