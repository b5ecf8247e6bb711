// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The text of an answer, and a failure if it is longer than an answer may be: whatever answers may go on for ever. */
final class BoundedBody implements BodySubscriber<String> {

    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private final long most;
    private Flow.@Nullable Subscription subscription;
    private long size;

    /** @param most in bytes */
    BoundedBody(long most) {
        this.most = most;
    }

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        text.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (size > most) {
            return;
        }
        size += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
        if (size <= most) {
            text.onNext(pieces);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        text.onError(new IOException("it sends more than " + most + " bytes"));
    }

    @Override
    public void onError(Throwable problem) {
        text.onError(problem);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
