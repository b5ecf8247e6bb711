// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * One question to a DNS server, through JNDI: the only DNS client in the JDK that knows records other than addresses.
 *
 * <p>It asks by UDP and, if the answer is cut short, by TCP. A context lives for one question, so that no socket is
 * left behind.
 */
final class JndiDns {
    private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";

    /** JNDI waits for t, and then for 2 t: one repetition, and three parts in all. */
    private static final int TRIES = 2;

    private static final int PARTS = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String url;
    private final int firstWaitMillis;

    private JndiDns(String url, Duration timeout) {
        this.url = url;
        if (timeout.toMillis() < PARTS || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 3ms to 1m)");
        }
        this.firstWaitMillis = (int) timeout.toMillis() / PARTS;
    }

    static JndiDns system(Duration timeout) {
        return new JndiDns("dns:", timeout);
    }

    static JndiDns server(Address server, Duration timeout) {
        if (DnsName.literal(server.host()).isEmpty()) {
            DnsName.check("DNS server", server.host());
        }
        return new JndiDns("dns://" + server, timeout);
    }

    List<SrvRecord> services(String name) throws IOException {
        List<SrvRecord> records = new ArrayList<>();
        for (String text : ask(name, "SRV")) {
            records.add(SrvRecord.parse(text));
        }
        return records;
    }

    /**
     * The values of all records of that type; none if the name has none.
     *
     * @throws DnsDeniedException if the name does not exist, or the server refuses to answer
     * @throws IOException if the server fails, is silent or talks nonsense
     */
    List<String> ask(String name, String type) throws IOException {
        String question = type + " " + DnsName.check("name", name);
        try {
            DirContext context = new InitialDirContext(environment());
            try {
                Attribute found =
                        context.getAttributes(name, new String[] {type}).get(type);
                return found == null ? List.of() : texts(Collections.list(found.getAll()));
            } finally {
                context.close();
            }
        } catch (NameNotFoundException | OperationNotSupportedException e) {
            throw new DnsDeniedException(question + " at " + url + ": " + reason(e), e);
        } catch (NamingException e) {
            throw new IOException(question + " at " + url + ": " + reason(e), e);
        } catch (RuntimeException e) { // of the decoder, on a hostile answer
            throw new IOException(question + " at " + url + ": unreadable answer", e);
        }
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private static String reason(NamingException e) {
        Throwable root = e.getRootCause();
        return e.getExplanation() + (root == null ? "" : " (" + root + ")");
    }

    private Hashtable<String, String> environment() {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
        environment.put(Context.PROVIDER_URL, url);
        environment.put("com.sun.jndi.dns.timeout.initial", Integer.toString(firstWaitMillis));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(TRIES));
        return environment;
    }
}
