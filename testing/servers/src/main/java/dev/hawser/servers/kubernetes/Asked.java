// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

/** What a request is for. */
public enum Asked {
    /** The first page of a list, or all of it. */
    LIST,
    /** A further page of a list. */
    PAGE,
    /** A watch. */
    WATCH
}
