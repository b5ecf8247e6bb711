// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server replied (RFC 1035, section 4.1). Pure: bytes in, a value or an {@link IOException} out.
 *
 * <p>Only the answer section is read. Addresses in the additional section may be some of a host's and not all, without
 * a word about it; they would make an endpoint come and go.
 *
 * @param code the response code; 0 is success
 * @param truncated whether there was more to say than the datagram could hold; then there are no records here
 * @param records of the answer section, aliases among them; none unless the code is success
 */
record DnsReply(int code, boolean truncated, List<DnsRecord> records) {
    static final int SUCCESS = 0;
    static final int NXDOMAIN = 3;

    private static final int FORMERR = 1;
    private static final int SERVFAIL = 2;
    private static final int NOTIMP = 4;
    private static final int REFUSED = 5;

    private static final int RESPONSE_AND_OPCODE = 0xF800;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 0x000F;

    /** Nobody who means well has that many. */
    private static final int MOST_ALIASES = 16;

    /**
     * Reads a message.
     *
     * @param length how many bytes of the array are the message
     * @return empty if it is no reply to that question, and perhaps somebody else's attempt at one
     * @throws IOException if it is one, and can't be understood
     */
    static Optional<DnsReply> read(byte[] message, int length, int id, DnsQuestion question) throws IOException {
        DnsReader in = new DnsReader(message, length);
        int flags;
        int answers;
        try {
            if (in.short16() != id) {
                return Optional.empty();
            }
            flags = in.short16();
            int questions = in.short16();
            answers = in.short16();
            in.skip(4);
            if ((flags & RESPONSE_AND_OPCODE) != RESPONSE || !repeats(in, questions, flags & CODE, question)) {
                return Optional.empty();
            }
        } catch (IOException tooShortToSay) {
            return Optional.empty();
        }
        int code = flags & CODE;
        boolean truncated = (flags & TRUNCATED) != 0;
        List<DnsRecord> records = truncated || code != SUCCESS ? List.of() : records(in, answers);
        return Optional.of(new DnsReply(code, truncated, records));
    }

    /** A server that didn't understand or won't talk may leave the question out. */
    private static boolean repeats(DnsReader in, int questions, int code, DnsQuestion question) throws IOException {
        if (questions == 0) {
            return code != SUCCESS && code != NXDOMAIN;
        }
        return questions == 1
                && in.name().equalsIgnoreCase(question.name())
                && in.short16() == question.type().number
                && in.short16() == DnsQuestion.INTERNET;
    }

    private static List<DnsRecord> records(DnsReader in, int count) throws IOException {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsRecord.read(in).ifPresent(records::add);
        }
        return records;
    }

    /** Whether the server's word is final for itself: it knows that the name is none, or won't answer at all. */
    boolean isDenial() {
        return code == NXDOMAIN || code == NOTIMP || code == REFUSED;
    }

    /** What servers from before EDNS say to it (RFC 6891, section 7). */
    boolean mayLackExtensions() {
        return code == FORMERR || code == NOTIMP;
    }

    String codeName() {
        return switch (code) {
            case FORMERR -> "FORMERR (the server did not understand the question)";
            case SERVFAIL -> "SERVFAIL (the server could not find out)";
            case NXDOMAIN -> "NXDOMAIN (no such name)";
            case NOTIMP -> "NOTIMP (the server does not answer such questions)";
            case REFUSED -> "REFUSED (the server will not answer)";
            default -> "response code " + code;
        };
    }

    /**
     * The records of the type asked for, found by following aliases from the name asked for. What belongs to other
     * names is none of the answer.
     */
    <R extends DnsRecord> DnsAnswer<R> answer(DnsQuestion question, Class<R> kind) throws IOException {
        Map<String, DnsRecord.Alias> aliases = new HashMap<>();
        for (DnsRecord each : records) {
            if (each instanceof DnsRecord.Alias alias) {
                aliases.putIfAbsent(key(alias.owner()), alias);
            }
        }
        long lowest = Long.MAX_VALUE;
        String name = key(question.name());
        int followed = 0;
        for (DnsRecord.Alias next = aliases.get(name); next != null; next = aliases.get(name)) {
            if (++followed > MOST_ALIASES) {
                throw new IOException(
                        question + ": aliases lead in a circle or too far (expected: <= " + MOST_ALIASES + ")");
            }
            lowest = Math.min(lowest, next.seconds());
            name = key(next.target());
        }
        List<R> found = ofName(name, question.type(), kind);
        OptionalLong seconds = found.stream().mapToLong(DnsRecord::seconds).min();
        return seconds.isEmpty()
                ? DnsAnswer.of(found)
                : DnsAnswer.of(found).withTimeToLive(Duration.ofSeconds(Math.min(lowest, seconds.getAsLong())));
    }

    private <R extends DnsRecord> List<R> ofName(String name, DnsType type, Class<R> kind) {
        return records.stream()
                .filter(each -> each.type() == type && key(each.owner()).equals(name))
                .map(kind::cast)
                .toList();
    }

    /** Names are the same in capitals and small letters (RFC 4343). */
    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
