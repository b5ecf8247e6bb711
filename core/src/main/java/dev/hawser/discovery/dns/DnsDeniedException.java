// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;

/** The server gave its verdict, and it was no: the name does not exist, or the server won't say. */
final class DnsDeniedException extends IOException {
    private static final long serialVersionUID = 1L;

    DnsDeniedException(String message) {
        super(message);
    }
}
