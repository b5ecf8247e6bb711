// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest {

    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.of("10.0.0.10:7001")
                    .withWeight(20)
                    .withAttributes(Map.of("zone", "eu-central-1a", "state", "passing", "node", "n1", "name", "g-1")),
            Endpoint.of("10.0.0.2:7001").withWeight(0).withPriority(1));

    @Test
    void columnsLineUp() {
        assertThat(new Listing(false, false).lines(ENDPOINTS, Optional.of(80)))
                .containsExactly(
                        "ADDRESS         WEIGHT  PRIORITY  ZONE           STATE",
                        "10.0.0.10:7001      20         0  eu-central-1a  passing",
                        "10.0.0.2:7001        0         1  -              -");
    }

    /** Addresses are what people copy from here, so they are whole at any width. */
    @Test
    void onEightyColumnsLongAddressesStayWhole() {
        Endpoint six = Endpoint.of("[2001:db8:85a3:8d3:1319:8a2e:370:7348]:50051")
                .withAttributes(Map.of("zone", "europe-west4-a-and-more", "state", "passing"));

        List<String> lines = new Listing(false, false).lines(List.of(six), Optional.of(80));

        assertThat(lines).allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(80));
        assertThat(lines.get(1))
                .startsWith("[2001:db8:85a3:8d3:1319:8a2e:370:7348]:50051")
                .endsWith("passing");
    }

    /** The last columns were cut to letters, and the address with them. */
    @Test
    void onANarrowTerminalColumnsAreLeftOutTheLeastImportantFirst() {
        Listing listing = new Listing(false, false);

        assertThat(listing.lines(ENDPOINTS, Optional.of(36)))
                .containsExactly(
                        "ADDRESS         WEIGHT  STATE",
                        "10.0.0.10:7001      20  passing",
                        "10.0.0.2:7001        0  -");
        assertThat(listing.lines(ENDPOINTS, Optional.of(25)))
                .containsExactly("ADDRESS         WEIGHT", "10.0.0.10:7001      20", "10.0.0.2:7001        0");
        assertThat(listing.lines(ENDPOINTS, Optional.of(8)))
                .containsExactly("ADDRESS", "10.0.0.10:7001", "10.0.0.2:7001");
    }

    /** A table in a file was cut as if it were a terminal of a hundred columns. */
    @Test
    void whereThereIsNoTerminalNothingIsCut() {
        String zone = "z".repeat(150);
        Endpoint far = Endpoint.of("10.0.0.1:7001").withAttributes(Map.of("zone", zone, "state", "passing"));

        assertThat(new Listing(false, false)
                        .lines(List.of(far), Optional.empty())
                        .get(1))
                .contains(zone)
                .endsWith("passing");
    }

    @Test
    void wideShowsTheOtherAttributesHoweverLong() {
        assertThat(new Listing(true, false).lines(ENDPOINTS, Optional.of(40)))
                .containsExactly(
                        "ADDRESS         WEIGHT  PRIORITY  ZONE           STATE    OTHER ATTRIBUTES",
                        "10.0.0.10:7001      20         0  eu-central-1a  passing  name=g-1 node=n1",
                        "10.0.0.2:7001        0         1  -              -");
    }

    @Test
    void coloursAreOnlyThereWhenAskedFor() {
        assertThat(String.join("", new Listing(false, false).lines(ENDPOINTS, Optional.of(80))))
                .doesNotContain("\033");
        assertThat(String.join("", new Listing(false, true).lines(ENDPOINTS, Optional.of(80))))
                .contains("\033[33m");
    }
}
