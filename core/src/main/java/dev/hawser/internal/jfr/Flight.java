// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

/** Something that lasts, and is recorded when it ends. */
public interface Flight {

    /**
     * It has ended: recorded if it took as long as the recording's threshold asks for.
     *
     * @param endpoint whose text is its name
     * @param outcome how it ended, in a word
     */
    void ended(String pool, Object endpoint, String outcome);
}
