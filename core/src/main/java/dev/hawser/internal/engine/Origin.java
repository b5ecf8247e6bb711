// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import dev.hawser.view.PoolView.Source;
import dev.hawser.view.PoolView.Use;
import dev.hawser.view.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is shown of a pool and its core doesn't know.
 *
 * @param <P> a problem of discovery's, whose text is what there is to say of it
 * @param pool its name
 * @param source where endpoints come from, in words
 * @param age how old their last confirmation is; absent before the first
 * @param problem why discovery's latest word was not used; absent if it was
 * @param settings what the pool was built with
 */
public record Origin<P>(
        String pool, String source, Optional<Duration> age, Optional<P> problem, Map<String, Setting> settings) {

    /** Together with what the core knows. */
    public PoolView view(Holding holding, int waiting, Use use, List<EndpointView> endpoints) {
        Source from = new Source(source, age, problem.map(Object::toString));
        return new PoolView(pool, holding, from, Optional.empty(), waiting, use, settings, endpoints);
    }
}
