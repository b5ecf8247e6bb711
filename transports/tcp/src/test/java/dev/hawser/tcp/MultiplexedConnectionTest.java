// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static dev.hawser.tcp.TcpTransportTest.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.tcp.Peer.Conversation;
import dev.hawser.tcp.RequestFailedException.Delivery;
import dev.hawser.tcp.RequestFailedException.Reason;
import dev.hawser.tcp.TcpTransportTest.Lent;
import dev.hawser.testkit.ChaosProxy;
import dev.hawser.testkit.FakeTime;
import dev.hawser.time.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on the loopback interface, and time set by hand: nothing times out unless a test says so. */
class MultiplexedConnectionTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Several times what the kernel's buffers hold at the most. */
    private static final int LONG = 40_000_000;

    private static final Framing LONG_FRAMES =
            new LengthFieldFraming(LengthFieldOptions.defaults().withMaxFrameLength(LONG + 100));

    private final FakeTime time = new FakeTime();
    private final ExecutorService executor = Threads.blocking("test");
    private MultiplexOptions options = MultiplexOptions.defaults().withoutSilenceTimeout();
    private MultiplexedTransport transport;

    @AfterEach
    void endThreads() {
        executor.shutdownNow();
    }

    @Test
    void severalRequestsInFlightEachGetTheAnswerWithTheirId() throws Exception {
        try (Peer peer = Peer.that(with -> {
            List<Long> ids = List.of(with.request(), with.request(), with.request());
            for (int i : new int[] {1, 2, 0}) {
                with.answer(ids.get(i), "answer to " + ids.get(i));
            }
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);

            var first = connection.send(1, Frames.body("a"));
            var second = connection.send(2, Frames.body("b"));
            var third = connection.send(3, Frames.body("c"));

            assertThat(Frames.text(get(first))).isEqualTo("answer to 1");
            assertThat(Frames.text(get(second))).isEqualTo("answer to 2");
            assertThat(Frames.text(get(third))).isEqualTo("answer to 3");
        }
    }

    @Test
    void manyThreadsShareAConnection() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int me = caller;
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                String text = me + "/" + i + "x".repeat(i % 7 * 100);
                                assertThat(Frames.text(connection
                                                .send(Frames.body(text))
                                                .join()))
                                        .isEqualTo(text);
                            }
                        },
                        executor));
            }

            get(CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])));

            MultiplexSnapshot snapshot = connection.snapshot();
            assertThat(snapshot).isEqualTo(new MultiplexSnapshot(true, 0, 0, 4_000, 4_000, 0, 0));
        }
    }

    @Test
    void theBodyMayBeReusedAsSoonAsSendHasReturned() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            ByteBuffer body = Frames.body("first");

            var answer = connection.send(body);
            body.put(0, (byte) '#');

            assertThat(body.position()).isZero();
            assertThat(Frames.text(get(answer))).isEqualTo("first");
        }
    }

    @Test
    void connectionLossFailsAllWaitersAtOnceWithTheCause() throws Exception {
        try (Peer peer = Peer.that(with -> {
            with.request();
            with.request();
        })) {
            MultiplexedConnection connection = connect(peer);

            var first = connection.send(1, Frames.body("a"));
            var second = connection.send(2, Frames.body("b"));

            for (var answer : List.of(first, second)) {
                RequestFailedException failure = failureOf(answer);
                assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
                assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
                assertThat(failure).hasCauseInstanceOf(EOFException.class);
                assertThat(failure).hasMessageContaining("lost: the peer closed the connection; sent, outcome unknown");
            }
        }
    }

    @Test
    void aResetFailsTheWaitersToo() throws Exception {
        try (Peer peer = Peer.that(with -> {
            with.request();
            with.reset();
        })) {
            RequestFailedException failure = failureOf(connect(peer).send(1, Frames.body("a")));

            assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(failure).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void eachWaiterHasItsOwnDeadline() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            with.request();
            long second = with.request();
            late.await();
            with.answer(second, "in time");
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);
            var hasty = connection.send(1, Frames.body("a"), Duration.ofMillis(200));
            var patient = connection.send(2, Frames.body("b"), Duration.ofSeconds(2));

            time.advance(Duration.ofMillis(200));

            RequestFailedException failure = failureOf(hasty);
            assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(failure)
                    .hasMessage("request 1: no answer from " + connection.address()
                            + " within 200ms; sent, outcome unknown");
            assertThat(connection.snapshot().inFlight()).isEqualTo(1);
            late.countDown();
            assertThat(Frames.text(get(patient))).isEqualTo("in time");
        }
    }

    @Test
    void aLateReplyOfATimedOutIdIsDroppedAndCounted() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            long id = with.request();
            late.await();
            with.answer(id, "too late");
            Peer.echo(with);
        })) {
            MultiplexedConnection connection = connect(peer);
            var answer = connection.send(1, Frames.body("a"), Duration.ofMillis(200));
            time.advance(Duration.ofMillis(200));
            failureOf(answer);

            late.countDown();

            assertThat(Frames.text(get(connection.send(2, Frames.body("next")))))
                    .isEqualTo("next");
            assertThat(connection.snapshot().lateReplies()).isEqualTo(1);
            assertThat(connection.snapshot().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledRequestIsGivenUpAndItsAnswerDropped() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            long id = with.request();
            late.await();
            with.answer(id, "nobody waits");
            Peer.echo(with);
        })) {
            MultiplexedConnection connection = connect(peer);

            connection.send(1, Frames.body("a")).cancel(false);
            assertThat(connection.snapshot().inFlight()).isZero();
            late.countDown();

            assertThat(Frames.text(get(connection.send(2, Frames.body("next")))))
                    .isEqualTo("next");
            assertThat(connection.snapshot().lateReplies()).isEqualTo(1);
        }
    }

    @Test
    void aDuplicateIdFailsAloneAndSendsNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            long id = with.request();
            go.await();
            with.answer(id, "the one");
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);
            var first = connection.send(1, Frames.body("a"));

            RequestFailedException failure = failureOf(connection.send(1, Frames.body("b")));

            assertThat(failure.reason()).isEqualTo(Reason.DUPLICATE_ID);
            assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
            go.countDown();
            assertThat(Frames.text(get(first))).isEqualTo("the one");
        }
    }

    @Test
    void anUnknownIdEndsTheConnection() throws Exception {
        endsTheConnection(with -> with.answer(with.request() + 1, "whose?"), ProtocolException.class, "unknown id 8");
    }

    @Test
    void aRepeatedIdEndsTheConnection() throws Exception {
        try (Peer peer = Peer.that(with -> {
            long first = with.request();
            with.request();
            with.answer(first, "once");
            with.answer(first, "twice");
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);
            var first = connection.send(1, Frames.body("a"));
            var second = connection.send(2, Frames.body("b"));

            assertThat(Frames.text(get(first))).isEqualTo("once");
            assertThat(failureOf(second)).hasCauseInstanceOf(ProtocolException.class);
            assertThat(connection.isOpen()).isFalse();
        }
    }

    /** Too long by one, the largest there is, and negative: refused when the length has been read, before the rest. */
    @ParameterizedTest
    @ValueSource(strings = {"003FFFFD", "7FFFFFFF", "80000000", "FFFFFFFF", "00000000"})
    void aFrameOfImpossibleLengthEndsTheConnection(String length) throws Exception {
        endsTheConnection(
                with -> {
                    with.request();
                    with.out.write(HexFormat.of().parseHex(length));
                },
                FramingException.class,
                "length field");
    }

    /** The first four letters of it are a length of more than a billion. */
    @Test
    void anAnswerInHttpEndsTheConnection() throws Exception {
        endsTheConnection(
                with -> {
                    with.request();
                    with.out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                },
                FramingException.class,
                "length field: 1213486160");
    }

    private void endsTheConnection(Peer.Script bad, Class<? extends Throwable> cause, String text) throws Exception {
        try (Peer peer = Peer.that(with -> {
            bad.play(with);
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);

            RequestFailedException failure = failureOf(connection.send(7, Frames.body("a")));

            assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(failure).hasCauseInstanceOf(cause).hasMessageContaining(text);
            assertThat(connection.isOpen()).isFalse();
            await().until(() -> peer.sockets.peek().getInputStream().read() < 0);
        }
    }

    @Test
    void anAnswerCutAtAnyByteIsNeverDelivered() throws Exception {
        byte[] answer = Frames.of(7, "answer");
        try (Peer peer = Peer.that(with -> {
                    long id = with.request();
                    with.answer(id, "answer");
                    with.stay();
                });
                ChaosProxy proxy = ChaosProxy.to(peer.port())) {
            for (int cut = 0; cut < answer.length; cut++) {
                int bytes = cut;
                proxy.set(f -> f.withCutAfter(bytes));

                RequestFailedException failure =
                        failureOf(connect(proxy.endpoint()).send(7, Frames.body("a")));

                assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
            }
            proxy.heal();
            assertThat(Frames.text(get(connect(proxy.endpoint()).send(7, Frames.body("a")))))
                    .isEqualTo("answer");
        }
    }

    @Test
    void answersInPiecesOfOneByteAreWhole() throws Exception {
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port())) {
            proxy.set(f -> f.withSlice(1));
            MultiplexedConnection connection = connect(proxy.endpoint());

            List<CompletableFuture<Frame>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(connection.send(i, Frames.body("body " + i)));
            }

            for (int i = 0; i < 20; i++) {
                assertThat(Frames.text(get(answers.get(i)))).isEqualTo("body " + i);
            }
        }
    }

    /** The id is changed on the way: the answer belongs to nobody, and no other gets it. */
    @Test
    void aCorruptedIdReachesNobody() throws Exception {
        try (Peer peer = Peer.echoing();
                ChaosProxy proxy = ChaosProxy.to(peer.port())) {
            proxy.set(f -> f.withCorruptAt(11));

            RequestFailedException failure = failureOf(connect(proxy.endpoint()).send(7, Frames.body("a")));

            assertThat(failure).hasCauseInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aBodyTooLongForAFrameFailsAlone() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);

            RequestFailedException failure = failureOf(connection.send(1, ByteBuffer.allocate(5_000_000)));

            assertThat(failure.reason()).isEqualTo(Reason.UNFIT);
            assertThat(Frames.text(get(connection.send(2, Frames.body("fits")))))
                    .isEqualTo("fits");
        }
    }

    @Test
    void oneMoreThanTheMostInFlightFailsAlone() throws Exception {
        options = options.withMaxInFlight(2);
        try (Peer peer = Peer.silent()) {
            MultiplexedConnection connection = connect(peer);
            var first = connection.send(1, Frames.body("a"));
            var second = connection.send(2, Frames.body("b"));

            RequestFailedException failure = failureOf(connection.send(3, Frames.body("c")));

            assertThat(failure.reason()).isEqualTo(Reason.TOO_MANY);
            assertThat(failure).hasMessage("request 3: 2 of 2 requests in flight; not sent");
            assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aSilentPeerIsNoticedWhileRequestsWait() throws Exception {
        options = options.withSilenceTimeout(Duration.ofSeconds(10));
        try (Peer peer = Peer.silent()) {
            MultiplexedConnection connection = connect(peer);
            var first = connection.send(1, Frames.body("a"), MINUTE);
            time.advance(Duration.ofSeconds(6));
            var second = connection.send(2, Frames.body("b"), MINUTE);

            time.advance(Duration.ofSeconds(4));

            assertThat(failureOf(first)).hasCauseInstanceOf(SocketTimeoutException.class);
            assertThat(failureOf(second))
                    .hasMessageContaining("lost: nothing received for 10s with 2 requests in flight");
        }
    }

    @Test
    void silenceWithoutRequestsIsNoFault() throws Exception {
        options = options.withSilenceTimeout(Duration.ofSeconds(10));
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            get(connection.send(1, Frames.body("a"), MINUTE));
            time.advance(Duration.ofHours(1));

            assertThat(Frames.text(get(connection.send(2, Frames.body("still here"), MINUTE))))
                    .isEqualTo("still here");
        }
    }

    /** Anything received counts, also answers to others. */
    @Test
    void aPeerThatAnswersSomebodyIsNotSilent() throws Exception {
        options = options.withSilenceTimeout(Duration.ofSeconds(10));
        try (Peer peer = Peer.that(with -> {
            with.request();
            for (int i = 0; i < 3; i++) {
                with.answer(with.request(), "quick");
            }
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);
            var slow = connection.send(1, Frames.body("slow"), MINUTE);
            for (int i = 2; i < 5; i++) {
                time.advance(Duration.ofSeconds(8));
                get(connection.send(i, Frames.body("quick"), MINUTE));
            }

            assertThat(slow).isNotDone();
            time.advance(Duration.ofSeconds(10));
            assertThat(failureOf(slow)).hasMessageContaining("nothing received for 10s");
        }
    }

    /** More than the kernel's buffers take: the first caller hangs in its write, and the others must not care. */
    @Test
    void aPeerThatDoesNotReadHoldsUpNobodyPastTheDeadline() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Peer peer = readingOneByte(begun)) {
            MultiplexedConnection connection = get(transport(LONG_FRAMES).connect(peer.endpoint()));
            CompletableFuture<CompletableFuture<Frame>> hanging = CompletableFuture.supplyAsync(
                    () -> connection.send(1, ByteBuffer.allocate(LONG), Duration.ofSeconds(10)), executor);
            begun.await();

            var queued = connection.send(2, Frames.body("small"), Duration.ofSeconds(1));
            time.advance(Duration.ofSeconds(1));
            RequestFailedException failure = failureOf(queued);
            assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(connection.isOpen()).isTrue();

            time.advance(Duration.ofSeconds(9).plusMillis(100));
            assertThat(failureOf(get(hanging)).reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(connection.ending().orElseThrow().what()).contains("the peer does not read");
        }
    }

    @Test
    void onlySoManyBytesWaitToBeWritten() throws Exception {
        options = options.withMaxQueuedBytes(100_000);
        CountDownLatch begun = new CountDownLatch(1);
        try (Peer peer = readingOneByte(begun)) {
            MultiplexedConnection connection = get(transport(LONG_FRAMES).connect(peer.endpoint()));
            var hanging = CompletableFuture.supplyAsync(() -> connection.send(ByteBuffer.allocate(LONG)), executor);
            begun.await();
            for (int i = 0; i < 9; i++) {
                assertThat(connection.send(ByteBuffer.allocate(10_000))).isNotDone();
            }

            RequestFailedException failure = failureOf(connection.send(ByteBuffer.allocate(10_000)));

            assertThat(failure.reason()).isEqualTo(Reason.BACKLOG);
            assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(failure).hasMessageContaining("90108 bytes wait to be written (at most 100000)");
            connection.abort();
            assertThat(failureOf(get(hanging)).delivery()).isEqualTo(Delivery.UNKNOWN);
        }
    }

    private static Peer readingOneByte(CountDownLatch done) throws IOException {
        return Peer.that(with -> {
            with.in.readByte();
            done.countDown();
            with.stay();
        });
    }

    @Test
    void aRequestOnALostConnectionFailsAtOnceWithTheCauseOfTheLoss() throws Exception {
        try (Peer peer = Peer.that(Conversation::request)) {
            MultiplexedConnection connection = connect(peer);
            failureOf(connection.send(1, Frames.body("a")));

            var next = connection.send(2, Frames.body("b"));

            assertThat(next).isCompletedExceptionally();
            assertThat(failureOf(next).delivery()).isEqualTo(Delivery.NOT_SENT);
            assertThat(failureOf(next)).hasCauseInstanceOf(EOFException.class);
        }
    }

    @Test
    void closingWaitsForTheAnswersAndTakesNoMoreRequests() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> {
            long id = with.request();
            go.await();
            with.answer(id, "the last");
            with.stay();
        })) {
            MultiplexedConnection connection = connect(peer);
            var answer = connection.send(1, Frames.body("a"));

            CompletableFuture<Void> closing = connection.drain(Duration.ofSeconds(5));
            assertThat(failureOf(connection.send(2, Frames.body("b"))).reason()).isEqualTo(Reason.CLOSED);
            assertThat(closing).isNotDone();
            go.countDown();

            assertThat(Frames.text(get(answer))).isEqualTo("the last");
            get(closing);
        }
    }

    @Test
    void closingFailsWhatIsNotAnsweredInTime() throws Exception {
        try (Peer peer = Peer.silent()) {
            MultiplexedConnection connection = connect(peer);
            var answer = connection.send(1, Frames.body("a"), MINUTE);

            CompletableFuture<Void> closing = connection.drain(Duration.ofSeconds(5));
            time.advance(Duration.ofSeconds(5));

            get(closing);
            RequestFailedException failure = failureOf(answer);
            assertThat(failure.reason()).isEqualTo(Reason.CLOSED);
            assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
        }
    }

    @Test
    void closingAnIdleConnectionTakesNoTimeAndCanBeDoneTwice() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);

            connection.close();
            connection.close();

            assertThat(connection.isOpen()).isFalse();
            await().until(() -> peer.sockets.peek().isClosed());
        }
    }

    @Test
    void closingFromWhatDependsOnAnAnswerDoesNotHang() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);

            get(connection.send(1, Frames.body("a")).thenAccept(answer -> connection.close()));

            await().until(() -> peer.sockets.peek().isClosed());
        }
    }

    @Test
    void aThrowingCallbackHarmsNobody() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            var broken = connection.send(1, Frames.body("a")).thenAccept(answer -> {
                throw new IllegalStateException("a caller's bug");
            });

            assertThat(Frames.text(get(connection.send(2, Frames.body("b"))))).isEqualTo("b");
            await().until(broken::isCompletedExceptionally);
        }
    }

    @Test
    void idsThatAreUsedUpEndTheConnectionInsteadOfComingAgain() throws Exception {
        try (Peer peer = Peer.echoing()) {
            var tiny = new LengthFieldFraming(
                    LengthFieldOptions.defaults().withIdField(4, 1).withInitialBytesToStrip(5));
            var connection = get(transport(tiny).connect(peer.endpoint()));
            for (int i = 0; i < 256; i++) {
                get(connection.send(Frames.body("x")));
            }

            RequestFailedException failure = failureOf(connection.send(Frames.body("x")));

            assertThat(failure)
                    .hasMessageContaining("all ids of 8 bits are used up")
                    .hasMessageContaining("not sent");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void theHolderOfALeaseIsToldWhenTheConnectionEnds() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = Peer.that(with -> go.await())) {
            MultiplexedConnection connection = connect(peer);
            Lent during = new Lent();
            assertThat(transport.lend(connection, during)).isSameAs(connection);

            go.countDown();
            await().until(() -> during.cause.get() != null);
            Lent after = new Lent();
            transport.lend(connection, after);

            assertThat(during.cause.get()).isInstanceOf(EOFException.class);
            assertThat(after.cause.get()).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> get(transport.probe(connection))).isInstanceOf(IOException.class);
        }
    }

    /** However many wait for an answer; and none for each of those. */
    @Test
    void aConnectionHasOneReader() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int id = 1; id <= 50; id++) {
                answers.add(connection.send(id, Frames.body("a")));
            }
            get(CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])));

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .filteredOn(name -> name.contains(connection.address().toString()) && name.contains("reader"))
                    .hasSize(1);
        }
    }

    @Test
    void theReaderIsNamedAfterThePeer() throws Exception {
        try (Peer peer = Peer.echoing()) {
            MultiplexedConnection connection = connect(peer);
            get(connection.send(1, Frames.body("a")));

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .contains("hawser-reader-" + connection.address());
        }
    }

    private MultiplexedConnection connect(Peer peer) throws Exception {
        return connect(peer.endpoint());
    }

    private MultiplexedConnection connect(Endpoint endpoint) throws Exception {
        return get(transport(Frames.FRAMING).connect(endpoint));
    }

    private MultiplexedTransport transport(Framing framing) {
        transport = new MultiplexedTransport(TcpTransport.of(TcpOptions.plaintext(), executor, time), framing, options);
        return transport;
    }

    static RequestFailedException failureOf(CompletableFuture<?> answer) {
        return catchThrowableOfType(RequestFailedException.class, () -> get(answer));
    }
}
