// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a discovery for a channel. The channel hears each set that differs from the one before, and of a failure only as
 * long as it has never had a set: after that the last good one stays, whatever happens to the source, also while the channel
 * is idle and for that time has no resolver.
 *
 * <p>{@link #refresh()} doesn't reach the discovery, which looks again by itself, and sooner after failures. It only looks up
 * again the hosts that are names.
 */
final class DiscoveryResolver extends NameResolver {
    /*
     * State        created ─start→ watching ─shutdown→ over. A channel that goes idle ends its resolver and gets another.
     * Who changes  The channel, in its synchronization context. Answers come by any thread, and are passed on in there.
     * Never        waits; calls the listener outside the context, or once over.
     * Hot path     none.
     * Why it holds The watch calls one at a time, and the context runs what it is given in that order. `over` is read and
     *              written in the context only, so nothing is heard after shutdown() has returned.
     */
    private static final Logger log = LoggerFactory.getLogger(DiscoveryResolver.class);

    private final ChannelTarget target;
    private final SynchronizationContext context;
    private final @Nullable ConfigOrError serviceConfig;
    private final Lent lent;
    private final LastGoodWatch watch;
    private final HostNames names;
    private final LastSets lastSets;

    private @Nullable Listener2 listener;
    private @Nullable List<Endpoint> endpoints;
    private @Nullable List<EquivalentAddressGroup> told;
    private boolean over;

    DiscoveryResolver(ChannelTarget target, Args args, Lent lent, HostNames.Lookup lookup, LastSets lastSets) {
        this.target = target;
        this.context = args.getSynchronizationContext();
        this.serviceConfig = target.policy() == ChannelTarget.Policy.WEIGHTED ? weighted(args) : null;
        this.lent = lent;
        this.watch = new LastGoodWatch(target.discovery(), FollowOptions.defaults(), lent.time(), new Follower());
        this.names = new HostNames(lookup, lent, context, this::tell);
        this.lastSets = lastSets;
    }

    private static ConfigOrError weighted(Args args) {
        return args.getServiceConfigParser()
                .parseServiceConfig(
                        Map.of("loadBalancingConfig", List.of(Map.of(HawserResolvers.WEIGHTED_ROUND_ROBIN, Map.of()))));
    }

    @Override
    public String getServiceAuthority() {
        return target.authority();
    }

    @Override
    public void start(Listener2 hears) {
        listener = hears;
        try {
            watch.start(lent.executor());
        } catch (RuntimeException e) {
            log.error("{} can't be watched", watch.source(), e);
            tell(failure("can't be watched: " + e.getMessage(), e));
        }
    }

    @Override
    public void refresh() {
        names.refresh();
    }

    @Override
    public void shutdown() {
        over = true;
        names.close();
        watch.close();
        lent.giveBack().run();
    }

    private void onSet(List<Endpoint> set) {
        endpoints = set;
        lastSets.remember(context, set);
        names.want(set);
        tell();
    }

    private void onProblem(LastGood.Problem problem) {
        boolean isUnused = problem.kind() != LastGood.Kind.DUPLICATES;
        if (!isUnused || endpoints != null) {
            return;
        }
        Optional<List<Endpoint>> before = lastSets.of(context).filter(set -> !set.isEmpty());
        if (before.isPresent()) {
            log.warn(
                    "{}: the channel goes on with the {} endpoints from before it was idle",
                    watch.source(),
                    before.get().size());
            onSet(before.get());
        } else {
            tell(failure(problem.message(), problem.cause().orElse(null)));
        }
    }

    /** Tells what is known by now, unless that was told before. A host that can't be found leaves the others in peace. */
    private void tell() {
        List<Endpoint> all = endpoints;
        if (all == null) {
            return;
        }
        List<EquivalentAddressGroup> groups = all.stream()
                .filter(endpoint -> !addresses(endpoint).isEmpty())
                .map(endpoint -> AddressGroups.of(endpoint, addresses(endpoint), target.isEndpointsOwn()))
                .toList();
        boolean isNobodyFound = groups.isEmpty() && !all.isEmpty();
        if (!isNobodyFound && !groups.equals(told)) {
            told = groups;
            tell(StatusOr.fromValue(groups));
        } else if (isNobodyFound && told == null && !names.isLooking()) {
            tell(failure("none of " + all.size() + " has an address: " + names.problem(), null));
        }
    }

    private List<InetAddress> addresses(Endpoint endpoint) {
        return names.of(endpoint.address().host());
    }

    private StatusOr<List<EquivalentAddressGroup>> failure(String message, @Nullable Throwable cause) {
        return StatusOr.fromStatus(Status.UNAVAILABLE
                .withDescription("no endpoints from " + watch.source() + ": " + message)
                .withCause(cause));
    }

    private void tell(StatusOr<List<EquivalentAddressGroup>> news) {
        if (listener != null) {
            // What the policy thinks of the addresses is its own affair: looking again would find the same.
            var unused = listener.onResult2(ResolutionResult.newBuilder()
                    .setAddressesOrError(news)
                    .setServiceConfig(serviceConfig)
                    .build());
        }
    }

    private final class Follower implements LastGoodWatch.Follower {

        @Override
        public void onEndpoints(List<Endpoint> set) {
            log.info("{}: {}", watch.source(), Text.count(set.size(), "endpoint"));
            inContext(() -> onSet(set));
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            if (problem.streak() == 1) {
                log.warn("{}: {}", watch.source(), problem.message());
            } else {
                log.debug("{}: {}", watch.source(), problem.message());
            }
            inContext(() -> DiscoveryResolver.this.onProblem(problem));
        }

        @Override
        public void onRecovered(Duration after) {
            log.info("{}: answers again after {}", watch.source(), Text.of(after));
        }

        private void inContext(Runnable step) {
            context.execute(() -> {
                if (!over) {
                    step.run();
                }
            });
        }
    }
}
