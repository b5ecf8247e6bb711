// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.LastGood;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a person may do about a source that gives no endpoints. Pure. */
public final class Hints {

    /** What is said of a query that Consul understood and will not take, rather than of Consul's state. */
    private static final Pattern CONSULS_WORDS =
            Pattern.compile(": (400 |500 .*(datacenter|filter|expression|namespace|selector))");

    private Hints() {}

    /**
     * A hint, in a sentence.
     *
     * @param topic of the target: see {@link SpokenTarget#topic}
     * @param problem the latest one; absent if there was no answer at all
     */
    public static String of(String topic, Optional<LastGood.Problem> problem) {
        if (problem.isEmpty()) {
            return "no answer in time: is the source reachable from here? --timeout allows more.";
        }
        String message = problem.get().message().toLowerCase(Locale.ROOT);
        if (topic.startsWith(SpokenTarget.RESOURCES)) {
            return resources(problem.get().kind(), message, topic.substring(SpokenTarget.RESOURCES.length()));
        }
        return switch (topic) {
            case "consul" -> consul(problem.get().kind(), message);
            case "kubernetes" -> kubernetes(problem.get().kind(), message);
            case "dns" -> dns(problem.get().kind(), message, "dns://SERVER/NAME:PORT");
            case "srv" -> dns(problem.get().kind(), message, "srv://SERVER/NAME");
            case "file" -> file(problem.get().kind(), message);
            default -> "see the target's syntax: hawser discover --help";
        };
    }

    private static String consul(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "either no instance passes its checks, or the ACL token may not read the service: Consul answers that"
                    + " with an empty list too. Compare: consul catalog services; needed: service:read and node:read.";
        }
        Optional<String> tls = consulTls(message);
        if (tls.isPresent()) {
            return tls.get();
        }
        if (CONSULS_WORDS.matcher(message).find()) {
            return "Consul's own words say what it does not take: see filter=, dc= and ns= in the target.";
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

    /** In the words of Java and of Go, which an agent is written in. */
    private static Optional<String> consulTls(String message) {
        if (message.contains("pkix path") || message.contains("valid certification path")) {
            return Optional.of("the agent's certificate is signed by an authority that is not trusted: ca=FILE");
        }
        if (message.contains("bad_certificate") || message.contains("certificate_required")) {
            return Optional.of("the agent wants a client certificate: cert=FILE and key=FILE, with ca=FILE.");
        }
        if (message.contains("http request to an https server")) {
            return Optional.of("the agent speaks https here: tls=true");
        }
        if (message.contains("unrecognized ssl message")) {
            return Optional.of("the agent speaks http here: leave tls=true out, or name its port for https.");
        }
        return Optional.empty();
    }

    private static String kubernetes(LastGood.Kind kind, String message) {
        if (kind == LastGood.Kind.EMPTY) {
            return "no endpoint is ready, or none has the port of the target: compare kubectl get endpointslices, and the"
                    + " name, namespace and port in the target.";
        }
        if (message.contains("port: ") && message.contains("expected: one of")) {
            return "the port of the target is none of the service's: the message lists them, by name and number.";
        }
        return cluster(message, "endpointslices");
    }

    private static String resources(LastGood.Kind kind, String message, String plural) {
        if (kind == LastGood.Kind.EMPTY) {
            return "no such resource names an address: compare kubectl get " + plural
                    + " -o yaml, and the path in address= and the names in names= and except=.";
        }
        if (message.contains(" can't be read: ") && !message.contains("expected: a kubeconfig")) {
            return "look at it, kubectl get " + plural + " -o yaml, and at the path in address=.";
        }
        return message.contains("404")
                ? "is the CRD installed, in this version? kubectl get crd"
                : cluster(message, plural);
    }

    private static String cluster(String message, String plural) {
        if (message.contains("403") || message.contains("401") || message.contains("forbidden")) {
            return "the account needs get, list and watch on what is read: kubectl auth can-i watch " + plural;
        }
        if (message.contains("kubeconfig: ")
                || message.contains("can be read")
                || message.contains("expected: a kubeconfig")
                || message.contains("not inside a pod")) {
            return "kubeconfig=FILE names a kubeconfig; server=URL with token-file=FILE does without one.";
        }
        return "is the API server reachable? kubectl cluster-info tells what the kubeconfig points to.";
    }

    /** @param another how a target names a server to ask */
    private static String dns(LastGood.Kind kind, String message, String another) {
        if (kind == LastGood.Kind.EMPTY) {
            return "the name exists and has no records of this kind: srv: needs SRV records, dns: needs A or AAAA.";
        }
        if (message.contains("no target has an address")) {
            return "there are SRV records, and the hosts that they name do not resolve: look these up, one by one.";
        }
        if (message.contains("refused (")) {
            return "the DNS server is there and does not answer for this name, or not this machine; " + another
                    + " asks another one.";
        }
        if (message.contains("nxdomain") || message.contains("unknownhost") || message.contains("not found")) {
            return "the name is not known to this resolver; check its spelling, and ask another with " + another + ".";
        }
        return "is the DNS server reachable? " + another + " asks another one.";
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
