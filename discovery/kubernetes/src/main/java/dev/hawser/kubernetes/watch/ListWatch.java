// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import dev.hawser.kubernetes.api.ApiException;
import dev.hawser.kubernetes.api.MalformedException;
import dev.hawser.kubernetes.api.TooLargeException;
import dev.hawser.kubernetes.watch.Reader.Found;
import dev.hawser.kubernetes.watch.Step.Failed;
import dev.hawser.kubernetes.watch.Step.Gone;
import dev.hawser.kubernetes.watch.Step.Known;
import dev.hawser.kubernetes.watch.Step.ListPage;
import dev.hawser.kubernetes.watch.Step.News;
import dev.hawser.kubernetes.watch.Step.Next;
import dev.hawser.kubernetes.watch.Step.Open;
import dev.hawser.kubernetes.watch.Step.Stay;
import dev.hawser.kubernetes.watch.Step.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The rules of following resources: what we know, what each answer changes, and what to ask next.
 *
 * <pre>
 *   open ──→ list, page by page ──last page→ watch from the list's version ──ended, dropped→ watch from the latest version
 *              ↑        └─failed→ wait, list             └─410, malformed, every third failure→ list
 *                                                        └─silent, though bookmarks had come→ watch from the latest version
 * </pre>
 *
 * <p>Nothing is told before a list is complete. A list replaces all that was known, so what was deleted unseen is
 * noticed by the next one; who vanishes is held on to for the reader's {@link Grace}. That nobody is left is certain only
 * if the last ones were seen to go, in events of a watch, or if a list still has one that was known before, and all that
 * it has say themselves that they are no endpoints. An empty list is told as an empty answer, which may as well be a
 * mistake.
 *
 * <p>Only decides: asks nobody, reads no clock. Not safe for use by several threads.
 */
final class ListWatch<T> {
    /** For one answer of moderate size; halved when pages prove too large. */
    private static final int PAGE_SIZE = 100;

    /** A watch that lived so long, or brought something, was a good one. Arbitrary. */
    private static final long GOOD_NANOS = Duration.ofSeconds(10).toNanos();

    /** After so many watches in a row that failed, a list at least tells how things are. Arbitrary. */
    private static final int FAILURES_UNTIL_LIST = 3;

    /** Five times as many as there may be endpoints, for some may be none. What tells more has no end. */
    private static final int MOST_RESOURCES = 50_000;

    private final Reader<T> reader;
    private final Pace pace;
    private final Map<String, T> known = new TreeMap<>();

    /** What is wrong with each that can't be read. */
    private final Map<String, String> unreadable = new TreeMap<>();

    private final List<Resource> coming = new ArrayList<>();
    private final Grace grace;
    private final Silence silence = new Silence();
    private Found found = new Found(List.of(), false);
    private int pageSize = PAGE_SIZE;
    private Optional<String> continued = Optional.empty();
    private String version = "";
    private boolean listing = true;
    private int listFailures;
    private int watchFailures;
    private long watchedFrom;
    private boolean watching;
    private boolean proven;
    private boolean confirmed;
    private boolean someWereKnown;
    private boolean certain;

    ListWatch(Reader<T> reader, Pace pace) {
        this.reader = reader;
        this.pace = pace;
        grace = new Grace(reader.grace());
    }

    Step begin() {
        return new Step(List.of(), new Open(0));
    }

    Step onOpened() {
        return new Step(List.of(), firstPage(0));
    }

    Step onNotOpened(IOException cause) {
        listFailures++;
        return new Step(List.of(new Failed(cause)), new Open(pace.retryNanos(listFailures, cause)));
    }

    Step onPage(Page page, long now) {
        coming.addAll(page.resources());
        if (page.continueToken().isPresent()) {
            if (page.continueToken().equals(continued) || coming.size() > MOST_RESOURCES) {
                return onFailed(new MalformedException("a list without an end", "<= " + MOST_RESOURCES + " resources"));
            }
            continued = page.continueToken();
            return new Step(List.of(), new ListPage(pageSize, page.continueToken(), 0));
        }
        Map<String, T> before = new TreeMap<>(known);
        known.clear();
        unreadable.keySet().retainAll(coming.stream().map(Resource::name).collect(Collectors.toSet()));
        List<News> news = new ArrayList<>();
        coming.forEach(resource -> put(resource, before, news));
        coming.clear();
        boolean someStillThere = known.keySet().stream().anyMatch(before::containsKey);
        version = page.version();
        listing = false;
        listFailures = 0;
        confirmed = true;
        learn(someStillThere); // so the list is no mistake, and who is not in it was deleted
        news.add(tell(now));
        return new Step(news, watch(0));
    }

    /** A watch has begun: nothing was missed, and we are up to date. */
    Step onWatching(long now) {
        watchedFrom = now;
        silence.end(now);
        watching = true;
        boolean tell = !confirmed;
        confirmed = true;
        return new Step(tell ? List.of(tell(now)) : List.of(), new Stay());
    }

    Step onEvent(WatchEvent event, long now) {
        if (event instanceof WatchEvent.Refused refused) {
            return onFailed(refused.cause());
        }
        proven = true;
        silence.end(now);
        watchFailures = 0;
        List<News> news = new ArrayList<>();
        if (event instanceof WatchEvent.Put put) {
            version = put.version();
            put(put.resource(), known, news);
        } else if (event instanceof WatchEvent.Deleted deleted) {
            version = deleted.version();
            known.remove(deleted.name());
            unreadable.remove(deleted.name());
        } else if (event instanceof WatchEvent.Bookmark bookmark) {
            version = bookmark.version();
            silence.onBookmark();
        }
        learn(true);
        news.add(tell(now));
        return new Step(news, new Stay());
    }

    /** After {@link #untilWake}. */
    Step onWake(long now) {
        if (untilSilent(now).orElse(1) == 0) {
            confirmed = false;
            return new Step(List.of(), watch(0));
        }
        return new Step(List.of(tell(now)), new Stay());
    }

    /** When something is to be told or done though nothing happens. */
    OptionalLong untilWake(long now) {
        return LongStream.concat(grace.untilOver(now).stream(), untilSilent(now).stream())
                .min();
    }

    private OptionalLong untilSilent(long now) {
        return watching ? silence.untilTooLong(now) : OptionalLong.empty();
    }

    /** The server has ended the watch, as it does after the time that it was given; or the connection is gone, or never was. */
    Step onEnded(Optional<IOException> cause, long now) {
        IOException reason = cause.orElseGet(() -> new IOException("the watch was ended as soon as it had begun"));
        boolean good = watching && (proven || now - watchedFrom >= GOOD_NANOS);
        if (!good) {
            return onFailed(reason);
        }
        watchFailures = 0;
        confirmed = false;
        boolean asAgreed = cause.isEmpty() && now - watchedFrom >= GOOD_NANOS;
        return new Step(List.of(), watch(asAgreed ? 0 : pace.retryNanos(1, reason)));
    }

    /** A page or a watch could not be had, or can't be understood. */
    Step onFailed(IOException cause) {
        boolean gone = cause instanceof ApiException refusal && refusal.isGone();
        return listing ? listFailed(cause, gone) : watchFailed(cause, gone);
    }

    private Step listFailed(IOException cause, boolean gone) {
        listFailures++;
        if (cause instanceof TooLargeException) {
            pageSize = Math.max(1, pageSize / 2);
        }
        boolean expected = gone && listFailures == 1; // a list so long that its beginning was forgotten meanwhile
        List<News> news = expected ? List.of() : List.of(new Failed(cause));
        return new Step(news, firstPage(pace.retryNanos(listFailures, cause)));
    }

    private Step watchFailed(IOException cause, boolean gone) {
        long delay = gone && watchFailures == 0 ? 0 : pace.retryNanos(watchFailures + 1, cause);
        watchFailures++;
        confirmed = false;
        List<News> news = gone ? List.of() : List.of(new Failed(cause));
        boolean understood = !(cause instanceof MalformedException);
        boolean again = !gone && understood && watchFailures % FAILURES_UNTIL_LIST != 0;
        return new Step(news, again ? watch(delay) : firstPage(delay));
    }

    private Next firstPage(long delayNanos) {
        listing = true;
        coming.clear();
        continued = Optional.empty();
        return new ListPage(pageSize, Optional.empty(), delayNanos);
    }

    private Next watch(long delayNanos) {
        watching = false;
        proven = false;
        return new Watch(version, pace.watchSeconds(), delayNanos);
    }

    /** One that can't be read harms only itself, and stays as it was known before. The same problem is told once. */
    private void put(Resource resource, Map<String, T> before, List<News> news) {
        try {
            known.put(resource.name(), reader.read(resource));
            unreadable.remove(resource.name());
        } catch (RuntimeException e) {
            String problem = resource.name() + " can't be read: "
                    + (e instanceof IllegalArgumentException ? e.getMessage() : Text.of(e));
            T last = before.get(resource.name());
            if (last != null) {
                known.put(resource.name(), last);
            }
            if (!problem.equals(unreadable.put(resource.name(), problem))) {
                news.add(new Failed(new IOException(problem, e)));
            }
        }
    }

    /** @param seen whether what has changed was seen to change, in a watch */
    private void learn(boolean seen) {
        found = reader.found(known.values());
        boolean nobody = found.endpoints().isEmpty() && found.nobody() && unreadable.isEmpty();
        if (!found.endpoints().isEmpty()) {
            someWereKnown = true;
        } else if (!seen && !certain) {
            someWereKnown = false;
        }
        certain = nobody && (certain || (seen && someWereKnown));
    }

    private News tell(long now) {
        List<Endpoint> endpoints = grace.with(found, now);
        return endpoints.isEmpty() && certain ? new Gone() : new Known(endpoints);
    }
}
