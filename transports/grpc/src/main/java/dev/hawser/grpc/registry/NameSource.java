// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.Discovery;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where named addresses come from: something that can be watched for all names and where each leads.
 *
 * <h2>Contract</h2>
 * As that of {@link Discovery}: {@link #watch} returns without waiting, the watcher hears the whole map each time it may
 * have changed, or that looking it up failed; one call at a time, from any thread, under no lock, and none begins once the
 * subscription is closed. A source reports what it sees and judges nothing.
 */
public interface NameSource {

    Discovery.Subscription watch(Watcher watcher, Discovery.Context context);

    /** In words, for logs. Holds no secret. */
    String describe();

    /**
     * The endpoints of a discovery that have a name: the attribute {@code name}, or several names in it, separated by
     * commas, since two names may share one address, but an address is in a discovery's answer only once. Endpoints without
     * the attribute are left out; of two addresses with one name the first counts.
     */
    static NameSource of(Discovery discovery) {
        return new DiscoveredNames(discovery);
    }

    /** The same without that name: for who registers with the source himself, and needs no channel to himself. */
    default NameSource exceptOwn(String name) {
        NameSource all = this;
        return new NameSource() {
            @Override
            public Discovery.Subscription watch(Watcher watcher, Discovery.Context context) {
                return all.watch(new OthersOnly(name, watcher), context);
            }

            @Override
            public String describe() {
                return all.describe() + " except " + name;
            }
        };
    }

    /** Hears what a source finds. Must not block. */
    interface Watcher {

        /**
         * All names there are, each with its address: {@code host:port} or another target of gRPC's. An empty text is a
         * name without an address yet.
         */
        void onNames(Map<String, String> addresses);

        /**
         * There is no name any more, and the source is certain, as by a deletion that it watched: believed also where empty
         * answers are not. A watcher that passes on what it hears passes this on as it is.
         */
        default void onGone() {
            onNames(Map.of());
        }

        /** Looking them up failed; the source goes on trying by itself. */
        void onFailure(Throwable cause);
    }

    /** Leaves one name out. */
    record OthersOnly(String own, Watcher watcher) implements Watcher {
        @Override
        public void onNames(Map<String, String> addresses) {
            Map<String, String> others = new LinkedHashMap<>(addresses);
            others.remove(own);
            if (others.isEmpty() && !addresses.isEmpty()) {
                watcher.onGone(); // the source said who is there, and it is the own one alone: that is no empty answer
            } else {
                watcher.onNames(others);
            }
        }

        @Override
        public void onGone() {
            watcher.onGone();
        }

        @Override
        public void onFailure(Throwable cause) {
            watcher.onFailure(cause);
        }
    }
}
