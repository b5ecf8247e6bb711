// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

/** A record of an answer: whose it is, of which type, how many seconds it holds, and what it says. */
sealed interface DnsRecord {

    String owner();

    DnsType type();

    long seconds();

    /** A or AAAA. */
    record Host(String owner, DnsType type, long seconds, InetAddress address) implements DnsRecord {}

    /** The name is another's: look there. */
    record Alias(String owner, long seconds, String target) implements DnsRecord {
        @Override
        public DnsType type() {
            return DnsType.CNAME;
        }
    }

    record Service(String owner, long seconds, SrvRecord service) implements DnsRecord {
        @Override
        public DnsType type() {
            return DnsType.SRV;
        }
    }

    /** The next record; empty if it is of a type that nobody here asks for. */
    static Optional<DnsRecord> read(DnsReader in) throws IOException {
        String owner = in.name();
        int type = in.short16();
        int category = in.short16();
        long seconds = seconds(in.int32());
        int size = in.short16();
        Optional<DnsType> known = category == DnsQuestion.INTERNET ? DnsType.of(type) : Optional.empty();
        if (known.isEmpty()) {
            in.skip(size);
            return Optional.empty();
        }
        int dataEnd = in.position() + size;
        DnsRecord record = read(in, owner, known.get(), seconds);
        if (in.position() != dataEnd) {
            throw new IOException(
                    known.get() + " record: data ends at " + in.position() + " (expected: " + dataEnd + ")");
        }
        return Optional.of(record);
    }

    private static DnsRecord read(DnsReader in, String owner, DnsType type, long seconds) throws IOException {
        return switch (type) {
            case A -> new Host(owner, type, seconds, InetAddress.getByAddress(in.bytes(4)));
            case AAAA -> new Host(owner, type, seconds, InetAddress.getByAddress(in.bytes(16)));
            case CNAME -> new Alias(owner, seconds, in.name());
            case SRV -> new Service(owner, seconds, SrvRecord.read(in));
        };
    }

    /** RFC 2181, section 8: a number with the top bit set is to be read as zero. */
    private static long seconds(long number) {
        return number > Integer.MAX_VALUE ? 0 : number;
    }
}
