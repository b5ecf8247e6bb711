// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

/** For whom the result is: the names are what users type. */
public enum OutputFormat {
    /** People. */
    table,
    /** Programs. */
    json
}
