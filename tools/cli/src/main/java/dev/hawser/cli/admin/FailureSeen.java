// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.util.List;
import java.util.OptionalDouble;

/** A call that failed, a lease that broke, or a caller that was refused or had to wait, as a console tells of it. */
public record FailureSeen(Fields fields) {

    /** When, as the console says it; empty if it doesn't. */
    public String at() {
        return fields.text("at");
    }

    /** {@code failed}, {@code broken}, {@code refused} or {@code waited}. */
    public String kind() {
        return fields.text("kind");
    }

    /** What was called; empty if that is not known. */
    public String call() {
        return fields.text("call");
    }

    /** Whether nobody knows what became of the call. */
    public boolean unknown() {
        return fields.text("outcome").equals("UNKNOWN");
    }

    /** Absent if it was not measured. */
    public OptionalDouble tookMillis() {
        return fields.number("tookMs");
    }

    public String message() {
        return fields.text("message");
    }

    public List<Attempt> attempts() {
        return fields.objects("attempts").stream().map(Attempt::new).toList();
    }

    /** One attempt of a call. */
    public record Attempt(Fields fields) {

        /** Whom it went to; empty if no connection could be had. */
        public String endpoint() {
            return fields.text("endpoint");
        }

        public String result() {
            return fields.text("result");
        }

        /** After the call's beginning. */
        public OptionalDouble begunMillis() {
            return fields.number("begunMs");
        }

        public OptionalDouble tookMillis() {
            return fields.number("tookMs");
        }
    }
}
