// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.util.List;

/** What a watched source may tell. */
public sealed interface News {

    /** A set that differs from the one before. */
    record Found(List<Endpoint> endpoints) implements News {}

    /** An answer that was not used, or only in part. */
    record Trouble(LastGood.Problem problem) implements News {}

    /** The first good answer after such trouble; comes after the set, if that has changed. */
    record Recovered() implements News {}
}
