// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.Objects;

/**
 * A discovery of which only a part is told: see {@link SubsetOptions}. Each watch chooses for itself. Failures, and answers
 * that can't be used anyhow, are passed on as they are.
 */
public record Subsetting(Discovery source, SubsetOptions options) implements Discovery {

    public Subsetting {
        requireNonNull(source, "source");
        requireNonNull(options, "options");
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        return source.watch(new Part(watcher, new Subset(options)), context);
    }

    @Override
    public String describe() {
        return "subset of " + options.size() + " of " + source.describe();
    }

    /** Passes on a part. */
    private record Part(Watcher watcher, Subset subset) implements Watcher {

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            watcher.onEndpoints(isUsable(endpoints) ? subset.of(endpoints) : endpoints);
        }

        private static boolean isUsable(List<Endpoint> endpoints) {
            return endpoints != null
                    && endpoints.size() <= LastGood.MAX_ENDPOINTS
                    && endpoints.stream().noneMatch(Objects::isNull);
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
