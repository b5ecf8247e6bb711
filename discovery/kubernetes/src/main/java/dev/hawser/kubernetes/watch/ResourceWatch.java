// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.discovery.Delivery;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Text;
import dev.hawser.kubernetes.api.Api;
import dev.hawser.kubernetes.api.Api.Verb;
import dev.hawser.kubernetes.api.ApiException;
import dev.hawser.kubernetes.api.MalformedException;
import dev.hawser.time.Time.Scheduled;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Follows resources for one watcher: does what {@link ListWatch} decides, with an API server and timers.
 *
 * <p>Not fabric8's informer, and not its watch, though both would do the asking: they reconnect by themselves and keep
 * to themselves why they have to, so that a missing right is a line in a log and not a failure that the watcher hears;
 * they read resources into classes, where one odd field spoils the list; and they bring caches, threads and timers of
 * their own. List and watch are two GETs, which can be seen through, and tested in virtual time. The watch is plain HTTP,
 * as client-go's is, and passes proxies that know no WebSocket.
 */
final class ResourceWatch<T> implements Discovery.Subscription {
    /*
     * State        epoch: counts what was begun; a call or a timer of an earlier epoch says nothing any more.
     *              api, call, timer, rules: of the present epoch; waking: of whichever.
     * Who changes  One task at a time, in `mailbox`, on whichever thread brings it.
     * Never        a lock; blocking work outside the context's executor.
     * Hot path     none.
     * Why it holds Everything from outside (answers, timers, close) is a task of the mailbox's, which runs them one by one
     *              and makes each see what the one before has written. close() closes delivery first, which stops news
     *              at once, also those of a task that is running; its own task then frees what is held. A connection
     *              that is opened meanwhile is closed by the task that brings it.
     */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ResourceSource<T> source;
    private final ListWatch<T> rules;
    private final Delivery delivery;
    private final Discovery.Context context;
    private final Mailbox mailbox = new Mailbox();
    private Optional<Api> api = Optional.empty();
    private Api.Call call = () -> {};
    private Scheduled timer = () -> {};
    private Scheduled waking = () -> {};
    private long epoch;

    ResourceWatch(ResourceSource<T> source, ListWatch<T> rules, Delivery delivery, Discovery.Context context) {
        this.source = source;
        this.rules = rules;
        this.delivery = delivery;
        this.context = context;
    }

    void start() {
        mailbox.execute(() -> follow(rules.begin()));
    }

    private void follow(Step step) {
        step.news().forEach(this::tell);
        if (delivery.isClosed()) {
            return;
        }
        waking.cancel();
        rules.untilWake(now()).ifPresent(this::wakeLater);
        if (step.next() instanceof Step.Stay) {
            return;
        }
        stop();
        long begun = ++epoch;
        if (step.next().delayNanos() == 0) {
            perform(step.next(), begun);
        } else {
            later(step.next().delayNanos(), begun, () -> perform(step.next(), begun));
        }
    }

    private void wakeLater(long delayNanos) {
        waking = context.time()
                .schedule(
                        delayNanos,
                        () -> mailbox.execute(() -> {
                            if (!delivery.isClosed()) {
                                follow(rules.onWake(now()));
                            }
                        }));
    }

    private void tell(Step.News news) {
        if (news instanceof Step.Known known) {
            delivery.onEndpoints(known.endpoints());
        } else if (news instanceof Step.Gone) {
            delivery.onGone();
        } else if (news instanceof Step.Failed failed) {
            Throwable cause = failed.cause();
            delivery.onFailure(api.map(each -> each.told(cause)).orElse(cause));
        }
    }

    private void perform(Step.Next next, long begun) {
        if (next instanceof Step.Open) {
            open(begun);
        } else if (next instanceof Step.ListPage page) {
            limit(source.requestTimeout(), begun);
            String question = source.kind().page(namespace(), page.limit(), page.continueToken());
            call = ask(question, Verb.LIST, new PageEar(begun));
        } else if (next instanceof Step.Watch watch) {
            limit(source.requestTimeout(), begun);
            String question = source.kind().watch(namespace(), watch.version(), watch.seconds());
            call = ask(question, Verb.WATCH, new WatchEar(begun, watch.seconds()));
        }
    }

    private String namespace() {
        return api.orElseThrow().namespace();
    }

    private Api.Call ask(String question, Verb verb, Api.Ear ear) {
        return api.orElseThrow().get(question, verb, source.kind().in(namespace()), ear);
    }

    private void open(long begun) {
        try {
            context.executor().execute(() -> openHere(begun));
        } catch (RejectedExecutionException e) {
            follow(rules.onNotOpened(new IOException("no thread to open a connection on", e)));
        }
    }

    /** Reads files and may run a program, so on a thread for such things. */
    private void openHere(long begun) {
        try {
            Api opened = source.opening().open();
            mailbox.execute(() -> opened(opened));
        } catch (IOException e) {
            inEpoch(begun, () -> follow(rules.onNotOpened(e)));
        } catch (Throwable e) { // whatever it is, no timer runs that would try again
            inEpoch(begun, () -> follow(rules.onNotOpened(new IOException(source.describe() + ": " + Text.of(e), e))));
        }
    }

    private void opened(Api opened) {
        if (delivery.isClosed()) {
            opened.close();
        } else {
            api = Optional.of(opened);
            follow(rules.onOpened());
        }
    }

    /** What is under way must get on within that time. */
    private void limit(Duration duration, long begun) {
        later(duration.toNanos(), begun, () -> {
            IOException tooLate = new IOException("no answer within " + Text.of(duration));
            follow(rules.onFailed(tooLate));
        });
    }

    private void watching(long seconds, long begun) {
        timer.cancel();
        Duration longest = Duration.ofSeconds(seconds).plus(GRACE);
        later(longest.toNanos(), begun, () -> {
            IOException silent = new IOException("the server didn't end the watch after " + Text.of(longest));
            follow(rules.onEnded(Optional.of(silent), now()));
        });
        follow(rules.onWatching(now()));
    }

    private void later(long delayNanos, long begun, Runnable task) {
        timer = context.time().schedule(delayNanos, () -> inEpoch(begun, task));
    }

    private void inEpoch(long begun, Runnable task) {
        mailbox.execute(() -> {
            if (epoch == begun && !delivery.isClosed()) {
                task.run();
            }
        });
    }

    private long now() {
        return context.time().nanoTime();
    }

    private void stop() {
        call.cancel();
        timer.cancel();
    }

    @Override
    public void close() {
        delivery.close();
        mailbox.execute(() -> {
            stop();
            waking.cancel();
            epoch++;
            api.ifPresent(Api::close);
            api = Optional.empty();
        });
    }

    /** Hears the page of a list, in whole. */
    private final class PageEar implements Api.Ear {
        private final long begun;
        private volatile String page = "";

        PageEar(long begun) {
            this.begun = begun;
        }

        @Override
        public void onStarted() {}

        @Override
        public void onText(String text) {
            page = text;
        }

        @Override
        public void onEnded(Optional<IOException> cause) {
            try {
                if (cause.isPresent()) {
                    throw cause.get();
                }
                Page parsed = Page.parse(page);
                inEpoch(begun, () -> follow(rules.onPage(parsed, now())));
            } catch (IOException e) {
                inEpoch(begun, () -> follow(rules.onFailed(e)));
            }
        }
    }

    /** Hears the events of a watch, line by line. */
    private final class WatchEar implements Api.Ear {
        private final long begun;
        private final long seconds;

        WatchEar(long begun, long seconds) {
            this.begun = begun;
            this.seconds = seconds;
        }

        @Override
        public void onStarted() {
            inEpoch(begun, () -> watching(seconds, begun));
        }

        @Override
        public void onText(String line) {
            try {
                WatchEvent event = WatchEvent.parse(line);
                inEpoch(begun, () -> follow(rules.onEvent(event, now())));
            } catch (MalformedException e) {
                inEpoch(begun, () -> follow(rules.onFailed(e)));
            }
        }

        @Override
        public void onEnded(Optional<IOException> cause) {
            boolean begunWell = cause.filter(ApiException.class::isInstance).isEmpty();
            inEpoch(begun, () -> follow(begunWell ? rules.onEnded(cause, now()) : rules.onFailed(cause.get())));
        }
    }
}
