// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

/**
 * What a source leaves out, such as an instance without a port, it tells its log and nobody else. Somebody who looks at the
 * source wants to know.
 */
public final class Notes {

    /** Read by logback.xml when the first logger is made. */
    private static final String PROPERTY = "hawser.notes";

    private static final String LOG = "hawser.log";

    private Notes() {}

    /** Shows the library's warnings on standard error from now on, unless the whole log is shown. Before any logging. */
    public static void show() {
        if (System.getProperty(LOG) == null && System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, "WARN");
        }
    }
}
