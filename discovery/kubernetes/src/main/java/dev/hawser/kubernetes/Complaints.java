// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of what is wrong with a resource and harms nobody, once for each resource until something else is wrong with it: a
 * watch brings a resource again whenever anything in it changes. Safe for use by any thread.
 */
final class Complaints {
    private static final Logger log = LoggerFactory.getLogger(Complaints.class);

    /** When so many are remembered they are forgotten, and may be told anew. Arbitrary. */
    private static final int MOST = 1_000;

    private final String source;
    private final Map<String, String> told = new ConcurrentHashMap<>();

    Complaints(String source) {
        this.source = source;
    }

    void about(String resource, String problem) {
        if (told.size() >= MOST) {
            told.clear();
        }
        if (!problem.equals(told.put(resource, problem))) {
            log.warn("{}: {}: {}", source, resource, problem);
        }
    }
}
