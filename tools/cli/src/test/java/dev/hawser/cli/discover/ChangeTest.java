// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeTest {

    private static final Endpoint A = Endpoint.of("10.0.0.1:7001");
    private static final Endpoint B = Endpoint.of("10.0.0.2:7001");
    private static final Instant AT = Instant.parse("2026-03-01T18:02:11.120Z");

    private static List<String> lines(List<Endpoint> before, List<Endpoint> after) {
        return lines(false, before, after);
    }

    private static List<String> lines(boolean wide, List<Endpoint> before, List<Endpoint> after) {
        EventText text = new EventText(ZoneOffset.UTC, wide, false);
        return Change.between(before, after).stream()
                .map(change -> text.line(new Event.Moved(change), AT, after.size()))
                .toList();
    }

    @Test
    void whatWentWhatChangedAndWhatCameIsToldInThisOrder() {
        Endpoint c = Endpoint.of("10.0.0.3:7001").withAttributes(Map.of("zone", "b", "state", "passing", "node", "n3"));

        assertThat(lines(List.of(A, B), List.of(c, B.withWeight(3))))
                .containsExactly(
                        "18:02:11.120  - 10.0.0.1:7001",
                        "18:02:11.120  ~ 10.0.0.2:7001  weight 1 -> 3",
                        "18:02:11.120  + 10.0.0.3:7001  weight 1, zone b, passing");
    }

    @Test
    void wideTellsAllAttributesOfWhatHasCome() {
        Endpoint c = A.withAttributes(Map.of("zone", "b", "node", "n3", "name", "g-1"));

        assertThat(lines(true, List.of(), List.of(c, B)))
                .containsExactly(
                        "18:02:11.120  + 10.0.0.1:7001  weight 1, zone b, name=g-1 node=n3",
                        "18:02:11.120  + 10.0.0.2:7001  weight 1");
    }

    @Test
    void eachDifferenceOfAnEndpointIsNamed() {
        Endpoint before = A.withAttributes(Map.of("state", "passing", "version", "1"));
        Endpoint after = A.withPriority(1).withAttributes(Map.of("state", "warning", "zone", "b"));

        assertThat(lines(List.of(before), List.of(after)))
                .containsExactly("18:02:11.120  ~ 10.0.0.1:7001  priority 0 -> 1, state passing -> warning,"
                        + " version 1 -> -, zone - -> b");
    }

    @Test
    void theSameSetInAnotherOrderIsNoChange() {
        assertThat(Change.between(List.of(A, B), List.of(B, A))).isEmpty();
    }

    @Test
    void numbersInAddressesAreSortedAsNumbers() {
        Endpoint ten = Endpoint.of("10.0.0.10:7001");
        Endpoint first = Endpoint.of("10.0.0.1:7002");

        assertThat(Change.between(List.of(), List.of(ten, B, first, A)))
                .extracting(Change::endpoint)
                .containsExactly(A, first, B, ten);
    }

    /** What is tried first by those that honour priorities comes first. */
    @Test
    void prioritiesComeBeforeAddresses() {
        assertThat(Change.between(List.of(), List.of(A.withPriority(1), B)))
                .extracting(change -> change.endpoint().address())
                .containsExactly(B.address(), A.address());
    }

    /** Names come from a registry that others write to; they must not move the cursor. */
    @Test
    void controlCharactersOfASourceDoNotReachTheTerminal() {
        Endpoint evil = A.withAttributes(Map.of("zone", "\033[2Jx", "state", "a\nb"));

        assertThat(lines(List.of(), List.of(evil)))
                .allSatisfy(line -> assertThat(line).doesNotContain("\033", "\n"));
    }
}
