// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.LastGood;
import java.util.Locale;
import java.util.Optional;

/** What a person may do about a source that gives no endpoints. Pure. */
public final class Hints {

    private Hints() {}

    /**
     * A hint, in a sentence.
     *
     * @param scheme of the target
     * @param problem the latest one; absent if there was no answer at all
     */
    public static String of(String scheme, Optional<LastGood.Problem> problem) {
        if (problem.isEmpty()) {
            return "no answer in time: is the source reachable from here? --timeout allows more.";
        }
        String message = problem.get().message().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "consul" -> consul(problem.get().kind(), message);
            case "kubernetes" -> kubernetes(problem.get().kind(), message);
            case "dns", "srv" -> dns(problem.get().kind(), message);
            case "file" -> file(problem.get().kind(), message);
            default -> "see the target's syntax: hawser discover --help";
        };
    }

    private static String consul(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "either no instance passes its checks, or the ACL token may not read the service: Consul answers that"
                    + " with an empty list too. Compare: consul catalog services; needed: service:read and node:read.";
        }
        if (message.contains("403") || message.contains("acl") || message.contains("permission")) {
            return "the ACL token is unknown or may not read the service; needed: service:read and node:read.";
        }
        if (unreachable(message)) {
            return "is an agent listening there? consul://HOST:PORT/NAME asks another, and so does CONSUL_HTTP_ADDR=HOST:PORT"
                    + " with consul:///NAME; without either it is 127.0.0.1:8500.";
        }
        if (message.contains("resolved")) {
            return "the agent's name is not known here: check its spelling in the target or in CONSUL_HTTP_ADDR.";
        }
        if (message.contains("tls: ")) {
            return "does the agent speak https, and does ca= name the authority that signed its certificate? tls=true and"
                    + " port 8501 are usual.";
        }
        return "ask the agent itself: consul catalog services";
    }

    private static String kubernetes(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "no endpoint is ready: compare kubectl get endpointslices, and the name and namespace in the target.";
        }
        if (message.contains("403") || message.contains("401") || message.contains("forbidden")) {
            return "the account needs get, list and watch on what is read: kubectl auth can-i watch endpointslices";
        }
        return "is the API server reachable? kubectl cluster-info tells what the kubeconfig points to.";
    }

    private static String dns(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "the name exists and has no records of this kind: srv: needs SRV records, dns: needs A or AAAA.";
        }
        if (message.contains("nxdomain") || message.contains("unknownhost") || message.contains("not found")) {
            return "the name is not known to this resolver; check its spelling, and ask another with dns://SERVER/NAME:PORT.";
        }
        return "is the DNS server reachable? dns://SERVER/NAME:PORT asks another one.";
    }

    private static String file(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "the file lists nothing; a line is host:port [weight=N] [priority=N] [key=value ...].";
        }
        return message.contains("does not exist")
                ? "file:NAME is relative to the current folder, file:///NAME is absolute."
                : "the message names the line; one is host:port [weight=N] [priority=N] [key=value ...].";
    }

    private static boolean unreachable(String message) {
        return message.contains("refused")
                || message.contains("can't connect")
                || message.contains("timed out")
                || message.contains("timeout")
                || message.contains("unreachable")
                || message.contains("connectexception");
    }
}
