// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import java.util.Map;
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
    private volatile Set<String> mine = Set.of();
    private volatile Discovery.Subscription subscription = () -> {};

    Follower(ChannelRegistry registry, NameSource source, EmptyAnswer emptyAnswer) {
        this.registry = registry;
        this.source = source;
        this.emptyAnswer = emptyAnswer;
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
            log.warn("{}: empty answer; {} names kept", source.describe(), mine.size());
            return;
        }
        follow(addresses);
    }

    @Override
    public void onGone() {
        follow(Map.of());
    }

    private void follow(Map<String, String> addresses) {
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
        log.warn("{}: failed; {} names kept", source.describe(), mine.size(), cause);
    }
}
