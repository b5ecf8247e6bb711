// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.discovery.Garbage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a server sends is an answer, somebody else's message, or an {@link IOException} with words. */
class DnsGarbageTest {
    private static final DnsQuestion HOST = new DnsQuestion("kv.test", DnsType.A);
    private static final DnsQuestion SERVICE = new DnsQuestion("_kv._tcp.test", DnsType.SRV);
    private static final int MESSAGES = 20_000;
    private static final int MAX_MESSAGE = 65_535;

    private static byte[] services() {
        WireBytes message = Asked.of(SERVICE).reply(3);
        for (int i = 0; i < 3; i++) {
            byte[] data = new WireBytes()
                    .shorts(i, 60, 7000 + i)
                    .labels("h" + i)
                    .pointer(Asked.QUESTION + 9)
                    .bytes();
            message.record(Asked.QUESTION, DnsType.SRV, 60, data);
        }
        return message.bytes();
    }

    private static byte[] aliases() {
        WireBytes message = Asked.of(HOST).reply(2);
        message.record(
                Asked.QUESTION,
                DnsType.CNAME,
                5,
                new WireBytes().host("www.kv.test").bytes());
        message.host("www.kv.test").shorts(1, 1).int32(60).shorts(4).octets(10, 0, 0, 1);
        return message.bytes();
    }

    private static void readAll(byte[] message, DnsQuestion question) {
        try {
            Optional<DnsReply> reply = DnsReply.read(message, message.length, 1, question);
            if (reply.isPresent()) {
                Class<? extends DnsRecord> kind = question == HOST ? DnsRecord.Host.class : DnsRecord.Service.class;
                reply.get().answer(question, kind);
            }
        } catch (IOException expected) {
            // A plain comparison: this runs tens of thousands of times.
            if (!String.valueOf(expected.getMessage()).contains("expected")) {
                throw new AssertionError("a message that doesn't say what is expected", expected);
            }
        }
    }

    @Test
    void spoiledAnswersAreIoExceptionsOrAnswersAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1035);
        List<byte[]> good = List.of(Asked.of(HOST).addresses(60, "10.0.0.1", "10.0.0.2"), aliases());
        byte[] services = services();
        for (int i = 0; i < MESSAGES; i++) {
            readAll(Garbage.mutated(good.get(i % good.size()), random), HOST);
            readAll(Garbage.mutated(services, random), SERVICE);
        }
    }

    @Test
    void randomBytesBehindAGoodBeginningAreIoExceptionsOrAnswersAndNothingElse() {
        SplittableRandom random = new SplittableRandom(2782);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            readAll(Asked.of(HOST).reply(1 + random.nextInt(9)).raw(bytes).bytes(), HOST);
        }
    }

    /** The worst for a reader that follows pointers: 64 KiB of records, each name as long as a name can be. */
    @Test
    @Timeout(10)
    void theLargestMessageOfTheLongestNamesIsReadInMomentsNotMinutes() {
        WireBytes message = Asked.of(HOST).reply(0xFFFF);
        int longest = message.size();
        message.labels("a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61))
                .octets(0);
        message.shorts(1, 1).int32(1).shorts(4).octets(10, 0, 0, 1);
        while (message.size() < MAX_MESSAGE - 16) {
            message.record(longest, DnsType.A, 1, new byte[] {10, 0, 0, 1});
        }

        IntStream.range(0, 20).forEach(i -> readAll(message.bytes(), HOST));
    }
}
