// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.IOException;
import java.util.Optional;

/** An API server, as far as it is asked here: GET, and the answer in whole or line by line. */
public interface Api extends AutoCloseable {

    /** The namespace to look in unless another is asked for. */
    String namespace();

    /**
     * Asks, and returns at once.
     *
     * @param question path and query, below the server's address
     * @param verb list or watch, for messages: a list comes in whole, a watch line by line
     * @param what is asked for, in words
     */
    Call get(String question, Verb verb, String what, Ear ear);

    /** A failure as it may be told: without what requests were sent with. */
    default Throwable told(Throwable failure) {
        return failure;
    }

    @Override
    void close();

    /** What a right is needed for. */
    enum Verb {
        LIST,
        WATCH;

        /** As in a Role. */
        public String word() {
            return this == LIST ? "list" : "watch";
        }
    }

    /** Hears an answer, from whatever threads, one call at a time. */
    interface Ear {

        /** The server has agreed; its answer follows. */
        void onStarted();

        /** The whole answer, or a line of it. */
        void onText(String text);

        /** The last call, also after {@link Call#cancel}. */
        void onEnded(Optional<IOException> cause);
    }

    @FunctionalInterface
    interface Call {

        /** Gives it up, also its connection. Idempotent. */
        void cancel();
    }
}
