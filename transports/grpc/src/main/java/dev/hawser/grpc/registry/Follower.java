// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a registry in step with a source of names: those that it brings are registered, those it brought before and brings
 * no more are not any longer. Names that were registered by hand are left alone. Called by one thread at a time.
 */
final class Follower implements NameSource.Watcher {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final ChannelRegistry registry;
    private final NameSource source;
    private final EmptyAnswer emptyAnswer;
    private final Time time;
    private volatile Set<String> mine = Set.of();
    private volatile Standing standing = new Standing(Optional.empty(), Optional.empty(), 0);
    private volatile Discovery.Subscription subscription = () -> {};

    Follower(ChannelRegistry registry, NameSource source, EmptyAnswer emptyAnswer, Time time) {
        this.registry = registry;
        this.source = source;
        this.emptyAnswer = emptyAnswer;
        this.time = time;
    }

    /** When the source last gave a good answer, and what has been wrong since when, if anything is. */
    private record Standing(Optional<Long> goodAt, Optional<String> problem, long failingSince) {

        Standing failed(String what, long now) {
            return new Standing(goodAt, Optional.of(what), problem.isPresent() ? failingSince : now);
        }
    }

    void start(Discovery.Context context) {
        subscription = source.watch(this, context);
    }

    void stop() {
        subscription.close();
    }

    @Override
    public void onNames(Map<String, String> addresses) {
        if (addresses.isEmpty() && emptyAnswer == EmptyAnswer.IGNORE) {
            log.warn("{}: empty answer; {}", source.describe(), kept());
            standing = standing.failed("empty answer; " + kept(), time.nanoTime());
            return;
        }
        follow(addresses);
    }

    @Override
    public void onGone() {
        follow(Map.of());
    }

    private void follow(Map<String, String> addresses) {
        standing = new Standing(Optional.of(time.nanoTime()), Optional.empty(), 0);
        Set<String> now = new TreeSet<>();
        addresses.forEach((name, address) -> {
            if (!address.isBlank()) {
                now.add(name);
                register(name, address);
            }
        });
        Set<String> gone = new TreeSet<>(mine);
        gone.removeAll(now);
        mine = now;
        gone.forEach(registry::unregister);
    }

    /** One that can't be used keeps none of the others from being registered, and is tried anew with the next answer. */
    private void register(String name, String address) {
        try {
            registry.register(name, address);
        } catch (RuntimeException e) {
            log.warn(
                    "{}: {} is not registered at '{}'; what was registered before stays",
                    source.describe(),
                    name,
                    address,
                    e);
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        log.warn("{}: failed; {}", source.describe(), kept(), cause);
        standing = standing.failed(Text.of(cause) + "; " + kept(), time.nanoTime());
    }

    /** Why a name may be missing; absent if the source is well. */
    Optional<String> trouble() {
        Standing now = standing;
        Optional<String> words =
                now.problem.isEmpty() && now.goodAt.isEmpty() ? Optional.of("no answer yet") : now.problem;
        return words.map(each -> source.describe() + ": " + each);
    }

    RegistrySnapshot.Following snapshot() {
        Standing now = standing;
        return new RegistrySnapshot.Following(
                source.describe(),
                now.goodAt.map(this::since),
                now.problem.map(problem -> new DiscoveryProblem(problem, since(now.failingSince))));
    }

    private String kept() {
        return Text.count(mine.size(), "name") + " kept";
    }

    private Duration since(long then) {
        return Duration.ofNanos(time.nanoTime() - then);
    }
}
