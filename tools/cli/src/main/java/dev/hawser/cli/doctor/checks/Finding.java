// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;

/**
 * One thing that was found out.
 *
 * @param level how bad it is
 * @param check what was looked at, in a word
 * @param endpoint whose; empty if it is the source's or all endpoints'
 * @param text what was seen
 * @param hint what it means or what may be done, in a sentence; may be empty if all is well
 */
public record Finding(Level level, String check, String endpoint, String text, String hint) {

    /** Findings of one check of one endpoint. */
    public record Of(String check, String endpoint) {

        public static Of source(String check) {
            return new Of(check, "");
        }

        public static Of endpoint(String check, Address endpoint) {
            return new Of(check, endpoint.toString());
        }

        public Finding ok(String text) {
            return ok(text, "");
        }

        public Finding ok(String text, String hint) {
            return new Finding(Level.OK, check, endpoint, text, hint);
        }

        public Finding warn(String text, String hint) {
            return new Finding(Level.WARN, check, endpoint, text, hint);
        }

        public Finding fail(String text, String hint) {
            return new Finding(Level.FAIL, check, endpoint, text, hint);
        }

        public Finding skip(String text) {
            return new Finding(Level.SKIP, check, endpoint, text, "");
        }
    }
}
