// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.admin.Documents;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What docs/cli.md shows of these commands, by the command. */
final class Rendered {

    private static final int WIDTH = 100;

    private Rendered() {}

    static Map<String, String> blocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        add(blocks, "hawser pools 9464", new PoolsReading(), Documents.POOLS);
        add(blocks, "hawser endpoints 9464", new EndpointsReading(), Documents.POOLS);
        add(blocks, "hawser why 9464 kv", new WhyReading(ZoneId.of("UTC")), Documents.WHY);
        return blocks;
    }

    private static void add(Map<String, String> blocks, String command, Reading reading, String document) {
        blocks.put(command, String.join("\n", reading.lines(Documents.parse(document), WIDTH, false)) + "\n");
    }
}
