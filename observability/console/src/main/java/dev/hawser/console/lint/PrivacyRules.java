// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.Optional;

/** Whether others can read what is sent. */
final class PrivacyRules {

    static final List<Rule> ALL = List.of(
            Rule.warning(
                    "plaintext-in-public",
                    "connections to public IP addresses are without TLS",
                    PrivacyRules::inPublic),
            Rule.advice(
                    "plaintext",
                    "connections to private addresses or names, other than this machine, are without TLS",
                    PrivacyRules::inPrivate));

    private PrivacyRules() {}

    private static boolean isPlaintext(PoolSample pool) {
        PoolSettings given = PoolSettings.to(pool);
        return given.is("tcp.tls", false) || given.is("channel.credentials", "plaintext");
    }

    private static String option(PoolSample pool) {
        PoolSettings given = PoolSettings.to(pool);
        return given.shown(given.word("tcp.tls").isPresent() ? "tcp.tls" : "channel.credentials");
    }

    private static Optional<Said> inPublic(PoolSample pool, LintContext all) {
        List<EndpointView> found =
                Members.of(pool).stream().filter(Hosts::isPublic).toList();
        return sayIf(
                isPlaintext(pool) && !found.isEmpty(),
                "what is sent to " + Members.named(found) + " is not encrypted (" + option(pool) + ")",
                "whoever is on the way can read and change it",
                "use TlsOptions, or ChannelOptions.tls()");
    }

    private static Optional<Said> inPrivate(PoolSample pool, LintContext all) {
        List<EndpointView> found = Members.of(pool).stream()
                .filter(endpoint -> !Hosts.isHere(endpoint) && !Hosts.isPublic(endpoint))
                .toList();
        return sayIf(
                isPlaintext(pool) && !found.isEmpty(),
                "what is sent to " + Members.named(found) + " is not encrypted (" + option(pool) + ")",
                "whoever is in that network can read and change it",
                "use TlsOptions, or ChannelOptions.tls(), unless something else encrypts");
    }
}
