// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.dns.DnsName;
import dev.hawser.discovery.subset.SubsetOptions;
import dev.hawser.discovery.subset.Subsetting;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The catalogue of discoveries. All are immutable, hold nothing while nobody watches, and can be watched anew. */
public final class Discoveries {

    /** Soon enough for a person who saves a file; reading a small one costs next to nothing. */
    public static final Duration DEFAULT_FILE_REFRESH = Duration.ofSeconds(1);

    private Discoveries() {}

    public static Discovery of(Endpoint... endpoints) {
        return of(List.of(endpoints));
    }

    /** Always these endpoints; an empty list is an empty answer. */
    public static Discovery of(List<Endpoint> endpoints) {
        return new StaticDiscovery(endpoints);
    }

    /** Like {@link #file(Path, RefreshOptions)}, read about every second. */
    public static Discovery file(Path path) {
        return file(path, RefreshOptions.every(DEFAULT_FILE_REFRESH));
    }

    /**
     * The endpoints that a text file lists, read again and again: UTF-8, at most 8 MiB, one endpoint a line as
     * {@code host:port [weight=N] [priority=N] [key=value ...]}, with {@code #} before comments.
     *
     * <p>One bad line makes the whole read a failure that names it; so does a missing file. No endpoints are an empty
     * answer. A change counts when two reads in a row agree on it, so a file caught half written does no harm. The
     * very first read has nothing to compare with: rename files into place, and it can't be torn either.
     */
    public static Discovery file(Path path, RefreshOptions refresh) {
        requireNonNull(path, "path");
        return new Polled("file:" + path, requireNonNull(refresh, "refresh"), () -> new FileQuestion(path));
    }

    /**
     * An endpoint for each IPv4 and IPv6 address of a host, all with the same port.
     *
     * @param host a name, or an IP address, which is taken as it is
     */
    public static Discovery dns(String host, int port, DnsOptions options) {
        AddressQuestion question = new AddressQuestion(new Address(host, port), options);
        return new Polled(question.describe(), options.refresh(), () -> question);
    }

    /**
     * What the SRV records (RFC 2782) of a name such as {@code _kv._tcp.example.com} tell: an endpoint for each address
     * of each target, with the record's port, priority and weight.
     *
     * <p>Weight 0, in the RFC "hardly ever", becomes 1, the smallest share: in Hawser 0 means "never". A target whose
     * addresses can't be found keeps those it had; if no target has any, the look-up has failed. The target "." says
     * that there is no such service, which is an empty answer.
     */
    public static Discovery srv(String name, DnsOptions options) {
        String service = DnsName.check("name", name);
        String source = "srv://" + options.resolver().server() + "/" + service;
        return new Polled(source, options.refresh(), () -> new SrvQuestion(service, options));
    }

    /** {@link #firstOf(FallbackOptions, Discovery...)} with the default options. */
    public static Discovery firstOf(Discovery... sources) {
        return firstOf(FallbackOptions.defaults(), sources);
    }

    /**
     * The best source that answers, in the order given: the next one while a source has never answered, or after it
     * failed or was empty {@code threshold} times in a row; and back when it answers. If all are bad, the set stays.
     */
    public static Discovery firstOf(FallbackOptions options, Discovery... sources) {
        return new FirstOf(requireNonNull(options, "options"), List.of(sources));
    }

    /** {@link #merge(EmptyAnswer, Discovery...)}, with empty answers of a source ignored. */
    public static Discovery merge(Discovery... sources) {
        return merge(EmptyAnswer.IGNORE, sources);
    }

    /**
     * All endpoints of all sources; of an address that several tell, the first source's. Published once each source
     * has answered or failed, and one has answered; a source that fails keeps its last good part.
     *
     * @param emptyAnswer what an empty answer of one source means for its part
     */
    public static Discovery merge(EmptyAnswer emptyAnswer, Discovery... sources) {
        return new Merge(requireNonNull(emptyAnswer, "emptyAnswer"), List.of(sources));
    }

    /** Of each answer of a large source only this client's part. */
    public static Discovery subset(Discovery source, SubsetOptions options) {
        return new Subsetting(source, options);
    }
}
