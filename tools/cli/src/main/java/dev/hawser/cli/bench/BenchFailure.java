// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.endpoint.Address;
import java.util.List;
import java.util.Map;

/**
 * Why nothing was measured: the document that {@code --output json} prints then. Documented in docs/cli.md, like
 * {@link BenchReport}.
 *
 * @param schema {@link #SCHEMA}
 * @param ok never
 * @param error in words
 * @param endpoints why each of them cannot be used; may be empty
 */
record BenchFailure(String schema, String target, boolean ok, String error, List<Reason> endpoints) {

    static final String SCHEMA = "hawser.bench-failure/1";

    record Reason(String address, String why) {}

    static BenchFailure of(String target, String error, Map<Address, String> reasons) {
        List<Reason> endpoints = reasons.entrySet().stream()
                .map(e -> new Reason(e.getKey().toString(), e.getValue()))
                .toList();
        return new BenchFailure(SCHEMA, target, false, error, endpoints);
    }
}
