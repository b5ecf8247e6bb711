// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.jfr;

/** Something that lasts, and is recorded when it ends. */
public interface Flight {

    /** Of a wait: the caller got what it waited for. */
    String SERVED = "served";

    /** Its time was up. */
    String TIMED_OUT = "timed out";

    /** It was refused, for another reason than its time. */
    String REFUSED = "refused";

    /** The pool was closed. */
    String CLOSED = "closed";

    /** The caller went away: it was interrupted, or cancelled. */
    String GIVEN_UP = "given up";

    /**
     * It has ended: recorded if it took as long as the recording's threshold asks for.
     *
     * @param endpoint whose text is its name
     * @param outcome how it ended, in a word
     */
    void ended(String pool, Object endpoint, String outcome);
}
