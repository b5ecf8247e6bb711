// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.LastGood;

/** Problems of a source, worded for people. Pure. */
public final class Troubles {

    private Troubles() {}

    private static final String KEPT_NOTHING = "; no endpoints known yet";

    /** What went wrong before there was an answer, for somebody who has one by now. */
    public static String past(String words) {
        return words.endsWith(KEPT_NOTHING) ? words.substring(0, words.length() - KEPT_NOTHING.length()) : words;
    }

    /**
     * What went wrong and what was kept. The name of the exception's class is left out where its message is a sentence of
     * its own; a message that is one word, such as a host that is not known, needs it.
     */
    public static String words(LastGood.Problem problem) {
        String message = problem.message();
        return problem.cause()
                .filter(cause -> String.valueOf(cause.getMessage()).contains(" "))
                .map(cause -> cause.getClass().getSimpleName() + ": ")
                .filter(message::startsWith)
                .map(name -> message.substring(name.length()))
                .orElse(message);
    }
}
