// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.Calls.Admission;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The course of one {@link FailoverCall}: where it stands, which attempt is under way and which one counts.
 *
 * <p>What the caller does is kept until an attempt counts, and done again in each. An attempt counts, and is the last, as
 * soon as it brings response headers, a message or an end without error; from then on the caller and the attempt
 * talk to each other as if there had been no other. What follows a failure before that is {@link Recovery}'s business.
 *
 * @param <ReqT> the request
 * @param <RespT> the response
 */
final class Course<ReqT, RespT> {
    /*
     * State        stage: NEW ─start→ TRYING ⇄ WAITING, PAUSED ─→ ENDED. A call that ends well stays TRYING. winner: null, then
     *              the attempt that counts or ENDED; HALTED while an attempt that timed out is being ended.
     * Who changes  All but winner: steps of `serial`, so one at a time. winner: null→attempt by the attempt's own callbacks,
     *              by CAS; null→HALTED→null and →ENDED by steps.
     * Never        waits; tells the caller anything while a lock is held, or from two threads at once.
     * Hot path     start, sendMessage, halfClose, request: a step each, which is two CAS if nobody else is at it.
     * Why it holds Callbacks of one attempt come one after another, and the next attempt begins after the last of them;
     *              only the winner's reach the caller, apart from onReady. So the caller hears one thing at a time. Who
     *              ends the call by itself, with no attempt under way, first takes `winner` away.
     */
    private static final Object HALTED = new Object();
    private static final Object OVER = new Object();

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Course, @Nullable Object> WINNER =
            AtomicReferenceFieldUpdater.newUpdater(Course.class, Object.class, "winner");

    final Calls calls;
    final MethodDescriptor<ReqT, RespT> method;
    final RetryPolicy policy;
    final Serial serial = new Serial();
    final Replay<ReqT> replay;
    private CallOptions options;
    private Choice choice;
    private Context context = Context.ROOT;
    private Metadata headers = new Metadata();
    private Stage stage = Stage.NEW;
    private volatile boolean cancelled;
    private boolean hedged;
    private int attempts;
    private long startedAt;
    private @Nullable Recovery<ReqT, RespT> recovery;
    private @Nullable Hedge<ReqT, RespT> hedge;
    private volatile boolean owesReady;
    private volatile ClientCall.@Nullable Listener<RespT> listener;
    private volatile @Nullable AttemptCall<ReqT, RespT> current;
    private volatile @Nullable Object winner;

    Course(Calls calls, MethodDescriptor<ReqT, RespT> method, CallOptions options, Choice choice, RetryPolicy policy) {
        this.calls = calls;
        this.method = method;
        this.options = options;
        this.choice = choice;
        this.policy = policy;
        this.replay = calls.newReplay();
    }

    /** Whether start has come this far. */
    boolean isStarted() {
        return listener != null;
    }

    /** The connection's own call that is under way; absent if there is none. */
    @Nullable
    ClientCall<ReqT, RespT> inner() {
        AttemptCall<ReqT, RespT> attempt = current;
        return attempt == null ? null : attempt.inner();
    }

    /** The caller was told not to send while messages lay about, and is to hear when they don't. */
    void oweReady() {
        owesReady = true;
    }

    void begin(ClientCall.Listener<RespT> responses, Metadata original, Context callers) {
        listener = method.getType().clientSendsOneMessage() ? responses : new TakingTurns<>(responses);
        headers = original;
        context = callers;
        stage = Stage.TRYING;
        options = calls.terms().withDeadline(method, options);
        startedAt = now();
        calls.terms().budget().deposit(startedAt);
        if (calls.admission() == Admission.OPEN) {
            proceed();
        } else {
            recovery().turnedAway(new PoolClosedException(calls.means().name()));
        }
    }

    /** Makes the next attempt, now or when there is a connection for it. */
    void proceed() {
        SharedConnection<ManagedChannel> connection = calls.pool().tryEnter(choice);
        if (connection != null) {
            launch(connection);
        } else {
            recovery().await();
        }
    }

    /** Makes the next attempt on that connection. */
    void launch(SharedConnection<ManagedChannel> connection) {
        stage = Stage.TRYING;
        calls.connected(this);
        AttemptCall<ReqT, RespT> attempt = newAttempt(connection);
        current = attempt; // before it begins, for it may ask whether we are ready
        begin(attempt);
        if (attempts == 1 && stage == Stage.TRYING && calls.terms().hedges(policy, method, options)) {
            hedge = new Hedge<>(this, calls.terms().hedging().orElseThrow(), attempt);
        }
    }

    /** Makes an attempt on that connection beside the one under way. */
    AttemptCall<ReqT, RespT> launchBeside(SharedConnection<ManagedChannel> connection) {
        hedged = true;
        AttemptCall<ReqT, RespT> attempt = newAttempt(connection);
        begin(attempt);
        return attempt;
    }

    private AttemptCall<ReqT, RespT> newAttempt(SharedConnection<ManagedChannel> connection) {
        long now = attempts == 0 ? startedAt : now();
        return new AttemptCall<>(this, connection, ++attempts, now);
    }

    private void begin(AttemptCall<ReqT, RespT> attempt) {
        try {
            attempt.start(
                    AttemptTerms.options(policy, method, options),
                    AttemptTerms.headers(headers, attempts),
                    replay,
                    context);
            if (policy.attemptTimeout().isPresent() && method.getType() != MethodType.UNARY) {
                attempt.timeOutAfter(
                        policy.attemptTimeout().get().toNanos(), calls.means().time());
            }
        } catch (RuntimeException | Error e) {
            threw(attempt, e);
        }
    }

    /** The channel's own code, an interceptor or a marshaller threw: a mistake that another attempt would repeat. */
    private void threw(AttemptCall<ReqT, RespT> attempt, Throwable e) {
        if (attempt.end()) {
            attempt.cancel("an attempt could not be started", e);
            attempt.endCancelled();
            Status status = Status.fromThrowable(e);
            recovery().over(attempt, status.getCause() == null ? status.withCause(e) : status, new Metadata());
        }
    }

    void send(ReqT message) {
        replay.message(message);
        ClientCall<ReqT, RespT> inner = live();
        if (inner != null) {
            inner.sendMessage(message);
            replay.hasBeenSent();
            if (owesReady && inner.isReady()) {
                owesReady = false;
                tellReady();
            }
        }
    }

    void compress(boolean enabled) {
        replay.compression(enabled);
        ClientCall<ReqT, RespT> inner = live();
        if (inner != null) {
            inner.setMessageCompression(enabled);
        }
    }

    private void tellReady() {
        ClientCall.Listener<RespT> waiting = listener;
        if (waiting != null) {
            calls.tell(options, context, waiting::onReady);
        }
    }

    void endRequests() {
        replay.halfClose();
        ClientCall<ReqT, RespT> inner = live();
        if (inner != null) {
            inner.halfClose();
        }
    }

    void demand(int responses) {
        replay.request(responses);
        ClientCall<ReqT, RespT> inner = live();
        if (inner != null) {
            inner.request(responses);
        }
        if (inner != null && hedge != null) {
            hedge.demand(responses, inner);
        }
    }

    /** Where the caller's doings go at once; absent between attempts and at the end. */
    private @Nullable ClientCall<ReqT, RespT> live() {
        AttemptCall<ReqT, RespT> attempt = current;
        if (attempt == null || stage != Stage.TRYING || cancelled || winner == HALTED) {
            return null;
        }
        return attempt.inner();
    }

    void giveUp(@Nullable String message, @Nullable Throwable cause) {
        if (cancelled) {
            return;
        }
        cancelled = true;
        AttemptCall<ReqT, RespT> attempt = current;
        if (stage == Stage.TRYING && hedge != null) {
            hedge.cancel(message, cause);
        } else if (stage == Stage.TRYING && attempt != null) {
            attempt.cancel(message, cause);
        } else if (recovery != null) {
            recovery.stop(Status.CANCELLED.withDescription(message).withCause(cause));
        }
    }

    /** Makes it the attempt that counts, if there is none yet. @return who listens; absent if another counts */
    ClientCall.@Nullable Listener<RespT> claim(AttemptCall<ReqT, RespT> attempt) {
        Object seen = winner;
        if (seen == attempt) {
            return listener;
        }
        if (seen != null || !WINNER.compareAndSet(this, null, attempt)) {
            return null;
        }
        if (serial.tryEnter()) {
            try {
                commit(attempt);
            } finally {
                serial.exit();
            }
        } else {
            serial.run(() -> commit(attempt));
        }
        return listener;
    }

    private void commit(AttemptCall<ReqT, RespT> attempt) {
        replay.drop();
        if (hedge != null) {
            hedge.won(attempt);
            current = attempt;
        }
    }

    /** Who hears that the attempt is ready for more; absent if it doesn't count. */
    ClientCall.@Nullable Listener<RespT> listenerOf(AttemptCall<ReqT, RespT> attempt) {
        Object seen = winner;
        boolean alone = seen == null && hedge == null; // two at once would not take turns
        return alone || seen == attempt ? listener : null;
    }

    void failed(AttemptCall<ReqT, RespT> attempt, Status status, Metadata trailers) {
        serial.run(() -> recovery().failed(attempt, status, trailers));
    }

    /** It has taken too long to answer; unless the answer is just coming, it is ended. */
    void timeOut(AttemptCall<ReqT, RespT> attempt) {
        serial.run(() -> {
            if (current == attempt && stage == Stage.TRYING && WINNER.compareAndSet(this, null, HALTED)) {
                attempt.timeOut();
            }
        });
    }

    // --- for Recovery, in steps ---

    /** The attempt is over, and the call goes on without a connection. */
    void rest(Stage next) {
        WINNER.compareAndSet(this, HALTED, null);
        stage = next;
        current = null;
        hedge = null;
        calls.disconnected(this);
    }

    /** Ends the call with an error. */
    void end(Status status, Metadata trailers) {
        stage = Stage.ENDED;
        winner = OVER;
        current = null;
        replay.drop();
        calls.connected(this);
        ClientCall.Listener<RespT> last = listener;
        if (last != null) {
            calls.tell(options, context, () -> last.onClose(status, trailers));
        }
    }

    /** Rather not there again. */
    void avoid(Address endpoint) {
        choice = choice.avoiding(endpoint);
    }

    /** One of two attempts has failed, this one goes on. */
    void follow(AttemptCall<ReqT, RespT> attempt) {
        current = attempt;
    }

    @Nullable
    Hedge<ReqT, RespT> hedge() {
        return hedge;
    }

    /** Whether two attempts have been under way at once, which {@code Retries} does not count. */
    boolean wasHedged() {
        return hedged;
    }

    /** Whether no further attempt can matter. */
    boolean isDecided() {
        return stage != Stage.TRYING || cancelled || winner != null;
    }

    /** Whether another attempt counts. */
    boolean isDecidedAgainst(AttemptCall<ReqT, RespT> attempt) {
        Object seen = winner;
        return seen != null && seen != HALTED && seen != attempt;
    }

    boolean isCommittedTo(AttemptCall<ReqT, RespT> attempt) {
        return winner == attempt;
    }

    /** The channel is being ended by force: no use in waiting. */
    void hurry() {
        serial.run(() -> {
            if (recovery != null) {
                recovery.resume();
            }
        });
    }

    private Recovery<ReqT, RespT> recovery() {
        if (recovery == null) {
            recovery = new Recovery<>(this);
        }
        return recovery;
    }

    CallOptions options() {
        return options;
    }

    Choice choice() {
        return choice;
    }

    Context context() {
        return context;
    }

    Stage stage() {
        return stage;
    }

    boolean isCancelled() {
        return cancelled;
    }

    int attempts() {
        return attempts;
    }

    long startedAt() {
        return startedAt;
    }

    /** On the pool's clock. */
    long now() {
        return calls.pool().nanoTime();
    }
}
