// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A question as a server gets it, and replies to it. */
record Asked(byte[] message, boolean byTcp) {
    static final int QUESTION = 12;
    private static final int RESPONSE = 0x8180;
    private static final int TRUNCATED = 0x0200;
    private static final int ADDITIONAL_COUNT = 11;

    static Asked of(DnsQuestion question) {
        return new Asked(question.encode(1, true), false);
    }

    int id() {
        return (message[0] & 0xFF) << 8 | (message[1] & 0xFF);
    }

    boolean isExtended() {
        return message[ADDITIONAL_COUNT] == 1;
    }

    private int questionEnd() {
        int at = QUESTION;
        while (message[at] != 0) {
            at += message[at] + 1;
        }
        return at + 5;
    }

    DnsType type() {
        return DnsType.of(message[questionEnd() - 3]).orElseThrow();
    }

    String name() {
        StringBuilder name = new StringBuilder();
        for (int at = QUESTION; message[at] != 0; at += message[at] + 1) {
            name.append(name.length() == 0 ? "" : ".").append(new String(message, at + 1, message[at]));
        }
        return name.toString();
    }

    /** Header and question of a reply that announces so many records; the first comes next. */
    WireBytes reply(int flags, int records) {
        return new WireBytes()
                .shorts(id(), flags, 1, records, 0, 0)
                .raw(Arrays.copyOfRange(message, QUESTION, questionEnd()));
    }

    WireBytes reply(int records) {
        return reply(RESPONSE, records);
    }

    byte[] code(int code) {
        return reply(RESPONSE | code, 0).bytes();
    }

    byte[] truncated() {
        return reply(RESPONSE | TRUNCATED, 0).bytes();
    }

    /** Those of the addresses that were asked for. */
    byte[] addresses(long seconds, String... addresses) {
        byte[][] data = Arrays.stream(addresses)
                .map(Asked::bytes)
                .filter(bytes -> bytes.length == (type() == DnsType.A ? 4 : 16))
                .toArray(byte[][]::new);
        WireBytes reply = reply(data.length);
        for (byte[] each : data) {
            reply.record(QUESTION, type(), seconds, each);
        }
        return reply.bytes();
    }

    static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
