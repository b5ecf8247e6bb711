// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.hawser.spec.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dashboard and the alerts ask for is what a program with pools shows, name by name and label by label. */
@Timeout(60)
class MonitoringTest {
    private static final String RULES =
            Repository.read(Repository.root().resolve("docs/monitoring/hawser-alerts.yml"));
    private static final String RULES_TEST =
            Repository.read(Repository.root().resolve("docs/monitoring/hawser-alerts-test.yml"));
    private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");

    private static Map<String, Set<String>> shown;

    @BeforeAll
    static void scrape() throws Exception {
        try (MeteredProgram program = new MeteredProgram()) {
            program.work();
            shown = Scrape.labels(program.meters.scrape());
        }
    }

    @Test
    void whatAProgramShowsIsTheCatalogue() {
        assertThat(shown).isEqualTo(PrometheusNames.catalogue());
    }

    @Test
    void theDashboardNamesOnlyWhatThereIs() {
        Dashboard dashboard = new Dashboard();
        List<String> mistakes = new ArrayList<>();
        dashboard.expressions().forEach(expression -> mistakes.addAll(PromQl.mistakes(expression, shown)));
        for (JsonObject variable : dashboard.variables()) {
            mistakes.addAll(PromQl.mistakes(variable.get("query").toString(), shown));
        }

        assertThat(dashboard.expressions()).hasSizeGreaterThan(30);
        assertThat(mistakes).isEmpty();
    }

    /** A metric that nobody looks at is forgotten when it breaks. */
    @Test
    void theDashboardLeavesOutNoMetric() {
        Set<String> used = new TreeSet<>();
        new Dashboard().expressions().forEach(expression -> used.addAll(PromQl.metrics(expression)));

        Set<String> unused = new TreeSet<>(shown.keySet());
        unused.removeAll(used);

        assertThat(unused) // their histograms say more
                .containsExactly("hawser_pool_usage_seconds_count", "hawser_pool_usage_seconds_sum");
    }

    @Test
    void theDashboardHasRowsAndItsPanelsDoNotOverlap() {
        Dashboard dashboard = new Dashboard();
        assertThat(dashboard.rows())
                .startsWith("Traffic", "Errors", "Waits", "Connections", "Endpoints", "Discovery")
                .contains("Retries and limits", "Leader");
        assertThat(dashboard.variables())
                .extracting(variable -> variable.get("name").getAsString())
                .containsExactly("datasource", "job", "instance", "pool");
        Set<String> places = new TreeSet<>();
        for (JsonObject panel : dashboard.panels()) {
            JsonObject at = panel.getAsJsonObject("gridPos");
            int left = at.get("x").getAsInt();
            int right = left + at.get("w").getAsInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int y = 0; y < at.get("h").getAsInt(); y++) {
                for (int x = left; x < right; x++) {
                    String place = x + "," + (at.get("y").getAsInt() + y);
                    assertThat(places.add(place)).as("%s at %s", panel.get("title"), place).isTrue();
                }
            }
        }
    }

    @Test
    void everyPanelUsesTheChosenDatasourceAndSaysWhatItShows() {
        for (JsonObject panel : new Dashboard().panels()) {
            if (!Dashboard.isRow(panel)) {
                assertThat(panel.get("description").getAsString()).as("%s", panel.get("title")).isNotEmpty();
                for (JsonElement target : panel.getAsJsonArray("targets")) {
                    JsonObject source = target.getAsJsonObject().getAsJsonObject("datasource");
                    assertThat(source.get("uid").getAsString()).isEqualTo("${datasource}");
                }
            }
        }
    }

    @Test
    void theAlertsNameOnlyWhatThereIs() {
        assertThat(PromQl.metrics(RULES)).hasSizeGreaterThan(8);
        assertThat(PromQl.mistakes(RULES, shown)).isEmpty();
        assertThat(PromQl.mistakes(RULES_TEST, shown)).isEmpty();
    }

    @Test
    void eachAlertSaysWhatToDoAndIsTested() {
        List<String> alerts =
                ALERT.matcher(RULES).results().map(found -> found.group(1)).toList();

        assertThat(alerts).hasSizeGreaterThan(8).doesNotHaveDuplicates().allSatisfy(alert -> {
            String rule = RULES.substring(RULES.indexOf("alert: " + alert + "\n")).split("- alert:")[0];
            assertThat(rule).contains("summary: ", "description: ", "severity: ");
            assertThat(RULES_TEST).contains("alertname: " + alert);
        });
    }

    @Test
    void mistakesAreFound() {
        String text = "sum by (pool, colour) (rate(hawser_pool_leaks_total{pool=\"a\", shape=~\"b\"}[5m])) + hawser_nothing";

        assertThat(PromQl.mistakes(text, shown))
                .hasSize(3)
                .anyMatch(m -> m.contains("no label shape"))
                .anyMatch(m -> m.contains("no metric hawser_nothing"))
                .anyMatch(m -> m.contains("grouped by colour"));
    }
}
