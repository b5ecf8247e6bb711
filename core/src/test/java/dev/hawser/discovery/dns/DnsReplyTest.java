// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static dev.hawser.discovery.dns.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder, byte by byte (RFC 1035, section 4.1). */
class DnsReplyTest {
    private static final DnsQuestion HOST = new DnsQuestion("kv.test", DnsType.A);
    private static final DnsQuestion SERVICE = new DnsQuestion("_kv._tcp.test", DnsType.SRV);
    private static final byte[] ONE = {10, 0, 0, 1};
    private static final byte[] TWO = {10, 0, 0, 2};

    private final Asked asked = Asked.of(HOST);

    private static DnsReply read(byte[] message, DnsQuestion question) throws IOException {
        return DnsReply.read(message, message.length, 1, question).orElseThrow();
    }

    private static DnsAnswer<DnsRecord.Host> hosts(WireBytes message) throws IOException {
        return read(message.bytes(), HOST).answer(HOST, DnsRecord.Host.class);
    }

    private static List<String> addresses(DnsAnswer<DnsRecord.Host> answer) {
        return answer.records().stream()
                .map(each -> each.address().getHostAddress())
                .toList();
    }

    @Test
    void theAddressesOfTheNameAreTheAnswerAndTheLowestTimeToLiveCounts() throws IOException {
        DnsAnswer<DnsRecord.Host> answer =
                hosts(asked.reply(2).record(QUESTION, DnsType.A, 300, ONE).record(QUESTION, DnsType.A, 20, TWO));

        assertThat(addresses(answer)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(answer.timeToLive()).contains(Duration.ofSeconds(20));
    }

    @Test
    void ipv6AddressesAreReadToo() throws IOException {
        DnsQuestion question = new DnsQuestion("kv.test", DnsType.AAAA);
        byte[] message = Asked.of(question).addresses(5, "fd00::1", "10.0.0.1");

        assertThat(addresses(read(message, question).answer(question, DnsRecord.Host.class)))
                .containsExactly("fd00:0:0:0:0:0:0:1");
    }

    @Test
    void aServiceIsReadWithItsTargetCompressedOrNot() throws IOException {
        byte[] whole = new WireBytes().shorts(1, 60, 7000).host("a.test").bytes();
        byte[] compressed = new WireBytes()
                .shorts(2, 0, 7001)
                .labels("b")
                .pointer(QUESTION + 9)
                .bytes();
        WireBytes message = Asked.of(SERVICE)
                .reply(2)
                .record(QUESTION, DnsType.SRV, 60, whole)
                .record(QUESTION, DnsType.SRV, 90, compressed);

        DnsAnswer<DnsRecord.Service> answer = read(message.bytes(), SERVICE).answer(SERVICE, DnsRecord.Service.class);

        assertThat(answer.records())
                .extracting(DnsRecord.Service::service)
                .containsExactly(new SrvRecord(1, 60, 7000, "a.test"), new SrvRecord(2, 0, 7001, "b.test"));
        assertThat(answer.timeToLive()).contains(Duration.ofSeconds(60));
    }

    /** kv.test is www.test is w3.test, which has an address; the shortest-lived link is the middle one. */
    @Test
    void aliasesAreFollowedInAnyOrderAndTheirTimesToLiveCount() throws IOException {
        WireBytes message = asked.reply(3);
        int www = message.size() + 12;
        message.record(
                QUESTION, DnsType.CNAME, 300, new WireBytes().host("www.test").bytes());
        WireBytes target = new WireBytes().host("w3.test");
        message.host("w3.test").shorts(1, 1).int32(60).shorts(4).raw(ONE);
        message.record(www, DnsType.CNAME, 7, target.bytes());

        DnsAnswer<DnsRecord.Host> answer = hosts(message);

        assertThat(addresses(answer)).containsExactly("10.0.0.1");
        assertThat(answer.timeToLive()).contains(Duration.ofSeconds(7));
    }

    @Test
    void anAliasWithoutAddressesIsAnEmptyAnswer() throws IOException {
        byte[] target = new WireBytes().host("www.test").bytes();

        assertThat(hosts(asked.reply(1).record(QUESTION, DnsType.CNAME, 300, target))
                        .records())
                .isEmpty();
    }

    @Test
    void aliasesInACircleAreAFailure() {
        byte[] itself = new WireBytes().pointer(QUESTION).bytes();

        assertThatThrownBy(() -> hosts(asked.reply(1).record(QUESTION, DnsType.CNAME, 300, itself)))
                .isInstanceOf(IOException.class)
                .hasMessage("A kv.test: aliases lead in a circle or too far (expected: <= 16)");
    }

    /** Else whoever answers for one name could tell us about all others. */
    @Test
    void recordsOfOtherNamesTypesAndClassesAreNoneOfTheAnswer() throws IOException {
        WireBytes message = asked.reply(4);
        message.host("bank.test").shorts(1, 1).int32(60).shorts(4).raw(ONE);
        message.record(QUESTION, DnsType.AAAA, 60, new byte[16]);
        message.pointer(QUESTION).shorts(16, 1).int32(60).shorts(3).raw(new byte[] {2, 'h', 'i'});
        message.pointer(QUESTION).shorts(1, 3).int32(60).shorts(4).raw(TWO); // CHAOS

        assertThat(hosts(message).records()).isEmpty();
    }

    @Test
    void capitalsMakeNoDifference() throws IOException {
        WireBytes message =
                new WireBytes().shorts(1, 0x8180, 1, 1, 0, 0).host("KV.Test").shorts(1, 1);
        message.host("kV.tEST").shorts(1, 1).int32(60).shorts(4).raw(ONE);

        assertThat(addresses(hosts(message))).containsExactly("10.0.0.1");
    }

    /** RFC 2181, section 8. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2147483647, 2147483647", "2147483648, 0", "4294967295, 0"})
    void aTimeToLiveWithTheTopBitSetIsZero(long written, long read) throws IOException {
        assertThat(hosts(asked.reply(1).record(QUESTION, DnsType.A, written, ONE))
                        .timeToLive())
                .contains(Duration.ofSeconds(read));
    }

    @ParameterizedTest
    @CsvSource({"1, FORMERR", "2, SERVFAIL", "3, NXDOMAIN", "4, NOTIMP", "5, REFUSED", "9, response code 9"})
    void refusalsHaveNames(int code, String name) throws IOException {
        assertThat(read(asked.code(code), HOST).codeName()).startsWith(name);
    }

    @Test
    void aServerThatDidNotUnderstandMayLeaveTheQuestionOut() throws IOException {
        byte[] bare = new WireBytes().shorts(1, 0x8181, 0, 0, 0, 0).bytes();
        byte[] success = new WireBytes().shorts(1, 0x8180, 0, 0, 0, 0).bytes();

        assertThat(read(bare, HOST).code()).isEqualTo(1);
        assertThat(DnsReply.read(success, success.length, 1, HOST)).isEmpty();
    }

    @Test
    void whatIsNoReplyToTheQuestionIsOverheard() throws IOException {
        byte[] good = asked.addresses(60, "10.0.0.1");
        byte[] query = good.clone();
        query[2] &= 0x7F;
        byte[] notify = good.clone();
        notify[2] |= 0x20;

        assertThat(DnsReply.read(good, good.length, 2, HOST)).isEmpty();
        assertThat(DnsReply.read(query, query.length, 1, HOST)).isEmpty();
        assertThat(DnsReply.read(notify, notify.length, 1, HOST)).isEmpty();
        assertThat(DnsReply.read(good, good.length, 1, new DnsQuestion("kv.tess", DnsType.A)))
                .isEmpty();
        assertThat(DnsReply.read(good, good.length, 1, new DnsQuestion("kv.test", DnsType.AAAA)))
                .isEmpty();
    }

    @Test
    void aTruncatedReplyHasNoRecords() throws IOException {
        byte[] cut = asked.reply(0x8380, 40).octets(1, 2, 3).bytes();

        assertThat(read(cut, HOST)).isEqualTo(new DnsReply(0, true, List.of()));
    }

    /** Half an answer would remove the other half of the endpoints. */
    @Test
    void aReplyCutAnywhereIsOverheardOrAFailureAndNeverHalfAnAnswer() throws IOException {
        byte[] good = asked.addresses(60, "10.0.0.1", "10.0.0.2", "10.0.0.3");
        int questionEnd = asked.reply(0).size();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            if (length < questionEnd) {
                assertThat(DnsReply.read(cut, length, 1, HOST)).isEmpty();
            } else {
                assertThatThrownBy(() -> read(cut, HOST))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the message ends at " + length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {29, 30, 500, 0x3FFF})
    void aPointerToItselfOrForwardIsAFailure(int target) {
        byte[] message = asked.reply(1).pointer(target).bytes();

        assertThatThrownBy(() -> read(message, HOST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a name points to " + target);
    }

    @Test
    void aPointerIntoTheMiddleOfItsOwnRunIsAFailure() {
        WireBytes message = asked.reply(1);
        int start = message.size();
        message.labels("a").pointer(start);

        assertThatThrownBy(() -> read(message.bytes(), HOST)).hasMessageContaining("a name points to " + start);
    }

    /** Each pointer goes back, so it would end; but a message can hold thousands, and thousands of names that use them. */
    @Test
    void aLadderOfPointersIsAFailure() {
        WireBytes message = asked.reply(2);
        int rung = message.size() + 11;
        message.octets(0).shorts(16, 1).int32(1).shorts(1 + 2 * 128).octets(0);
        for (int i = 0; i < 128; i++) {
            message.pointer(rung);
            rung = message.size() - 2;
        }
        message.record(rung, DnsType.A, 60, ONE);

        assertThatThrownBy(() -> read(message.bytes(), HOST)).hasMessageContaining("and 127 times at most");
    }

    @Test
    void namesAndLabelsHaveALimit() {
        byte[] longName = asked.reply(1)
                .labels("a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(63))
                .bytes();
        byte[] oldLabel = asked.reply(1).octets(0x41, 1).bytes();

        assertThatThrownBy(() -> read(longName, HOST)).hasMessageContaining("too long");
        assertThatThrownBy(() -> read(oldLabel, HOST)).hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 16})
    void dataOfTheWrongSizeIsAFailure(int size) {
        WireBytes message =
                asked.reply(2).record(QUESTION, DnsType.A, 60, new byte[size]).raw(new byte[20]);

        assertThatThrownBy(() -> read(message.bytes(), HOST))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("A record: data ends at");
    }

    /** A dot inside a label is not the dot between two. */
    @Test
    void differentNamesNeverLookTheSame() throws IOException {
        WireBytes message = asked.reply(1);
        message.name("kv.test").shorts(1, 1).int32(60).shorts(4).raw(ONE);

        assertThat(hosts(message).records()).isEmpty();
    }
}
