// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Tells a listener one thing at a time, whichever threads bring the news. Needed where a call itself has something to say,
 * namely that it is ready again, while an attempt may be speaking.
 *
 * @param <RespT> the response
 */
final class TakingTurns<RespT> extends ClientCall.Listener<RespT> {
    private final ClientCall.Listener<RespT> listener;
    private final Serial serial = new Serial();

    TakingTurns(ClientCall.Listener<RespT> listener) {
        this.listener = listener;
    }

    @Override
    public void onHeaders(Metadata headers) {
        serial.run(() -> listener.onHeaders(headers));
    }

    @Override
    public void onMessage(RespT message) {
        serial.run(() -> listener.onMessage(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        serial.run(() -> listener.onClose(status, trailers));
    }

    @Override
    public void onReady() {
        serial.run(listener::onReady);
    }
}
