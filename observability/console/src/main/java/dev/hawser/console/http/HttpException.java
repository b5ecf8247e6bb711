// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import dev.hawser.HawserException;

/** A request that gets an error for its answer. */
public final class HttpException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status of HTTP
     * @param why shown to whoever asked
     */
    public HttpException(int status, String why) {
        super(why, null);
        this.status = status;
    }

    Response answer(Head head) {
        return head.error(status, String.valueOf(getMessage()));
    }
}
