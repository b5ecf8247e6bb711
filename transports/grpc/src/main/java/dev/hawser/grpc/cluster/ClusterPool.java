// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import dev.hawser.call.Failure;
import dev.hawser.call.Idempotence;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Retries;
import dev.hawser.grpc.Failures;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Runs operations on whichever node of a cluster can, such as the members of an etcd or any other group whose members
 * serve the same calls.
 *
 * <p>An operation gets a client of one node. If it fails with a gRPC status that allows another attempt, it is run again,
 * on a node that it has not been to, if there is one that may be well, after a backoff; four attempts at most, 100 ms,
 * 200 ms, 400 ms between them, give or take a fifth, and all within the request timeout or the deadline of the caller's
 * context, if that is sooner. Each attempt has its own time-out, which the calls in it get as their deadline. What throws
 * something without a status is a mistake in the program, and is not tried again.
 *
 * <p>Without a word about idempotence an operation is repeated only if it is proven to have had no effect. The
 * failure has the status of the last attempt; its cause, a {@link dev.hawser.grpc.CallFailedException},
 * tells of each attempt, and whether the operation may have had its effect after all. Retries of all operations together
 * are held within a budget. Calls within an operation are not retried by themselves: there is one owner of retries.
 *
 * <p>Nodes come and go at any time. A node that goes gets no new calls, and those under way end in peace.
 *
 * <pre>{@code
 * try (ClusterPool<KVBlockingStub> etcd = ClusterPool.builder(KVGrpc::newBlockingStub)
 *         .seeds("10.0.0.1:2379", "10.0.0.2:2379", "10.0.0.3:2379").build()) {
 *     RangeResponse got = etcd.execute(IDEMPOTENT, kv -> kv.range(request));
 * }
 * }</pre>
 *
 * <p>Safe for use by any thread.
 *
 * @param <T> the client, most often a generated stub
 */
public final class ClusterPool<T> implements AutoCloseable, Viewed {

    private final ClusterSetup setup;
    private final Roll roll = new Roll();
    private final Fleet fleet;
    private final Clients<T> clients;
    private final LongAdder retried = new LongAdder();
    private final Pauses pauses;
    private final ToAnybody anybody;
    private final Blocking<T> blocking;
    private final Optional<Leadership> leadership;

    ClusterPool(ClusterSetup setup, Fleet fleet, Function<? super Channel, ? extends T> factory) {
        this.setup = setup;
        this.fleet = fleet;
        this.clients = new Clients<>(factory, fleet::at);
        this.pauses = new Pauses(setup.name(), setup.time());
        this.anybody = new ToAnybody(setup.name(), roll, fleet, setup.time());
        this.blocking = new Blocking<>(clients, pauses);
        this.leadership = setup.leaders().map(leaders -> leaders.over(setup, fleet, roll, this::addNode));
    }

    /** @param factory makes a client over a channel to one node: {@code KVGrpc::newBlockingStub}; called once per node */
    public static <T> ClusterPoolBuilder<T> builder(Function<? super Channel, ? extends T> factory) {
        return new ClusterPoolBuilder<>(factory);
    }

    // ---- nodes

    /** The nodes, in the order in which they were added. */
    public List<Address> nodes() {
        return roll.nodes();
    }

    /**
     * Adds {@code host:port}; to add it again changes nothing.
     *
     * @return whether it is new
     */
    public boolean addNode(String node) {
        return addNode(Address.parse(node));
    }

    public boolean addNode(Address node) {
        pauses.checkOpen();
        boolean added = roll.add(node);
        if (added) {
            fleet.add(node);
            leadership.ifPresent(known -> known.members(roll.nodes()));
        }
        return added;
    }

    /**
     * Takes a node out: it gets no new calls, and those under way may end.
     *
     * @return whether there was such a node
     */
    public boolean removeNode(String node) {
        return removeNode(Address.parse(node));
    }

    public boolean removeNode(Address node) {
        boolean removed = roll.remove(node);
        if (removed) {
            leave(node);
        }
        return removed;
    }

    /** From now on these and no others; who stays is not disturbed. The collection is copied. */
    public void replaceNodes(Collection<String> nodes) {
        List<Address> wanted = nodes.stream().map(Address::parse).distinct().toList();
        pauses.checkOpen();
        List<Address> before = roll.replace(wanted);
        wanted.stream().filter(node -> !before.contains(node)).forEach(fleet::add);
        before.stream().filter(node -> !wanted.contains(node)).forEach(this::leave);
        leadership.ifPresent(known -> known.members(roll.nodes()));
    }

    private void leave(Address node) {
        leadership.ifPresent(known -> known.members(roll.nodes()));
        fleet.remove(node);
        anybody.forget(node);
        clients.remove(node)
                .ifPresent(e -> setup.log().warn("pool '{}': closing the client of {}", setup.name(), node, e));
    }

    // ---- clients

    /**
     * A client of some node that there is reason to trust, with the node's address. Each turn is another node's. Calls
     * over it are the caller's own business: they are tried once, and a unary one gets the request timeout if it has none.
     *
     * @throws NoNodesException if there is no node
     * @throws PoolClosedException if the pool is closed
     */
    public ClusterNode<T> any() {
        pauses.checkOpen();
        Address node = anybody.pick(Set.of()).orElseThrow(() -> new NoNodesException(setup.name()));
        return new ClusterNode<>(node, clients.get(node));
    }

    /** Whether an idempotent operation that fails with that code is tried again. */
    public boolean isRetryable(Status.Code code) {
        Failure.Kind kind = Failures.of(code.toStatus(), new Metadata()).kind();
        return setup.retry().retried().contains(kind);
    }

    // ---- operations

    /** Runs an operation that must not be repeated unless it is proven to have had no effect. */
    public <R, E extends Exception> R execute(Operation<? super T, R, E> operation) throws E {
        return execute(Idempotence.NOT_IDEMPOTENT, operation);
    }

    /**
     * Runs an operation on some node, and on others if that fails in a way that allows it. Blocks; an interrupt or the end
     * of the caller's {@link Context} ends the wait between two attempts at once.
     *
     * @throws io.grpc.StatusRuntimeException with the status of the last attempt, and the report as its cause; a
     *     {@code StatusException} if that is what the operation throws
     * @throws NoNodesException at once, if there is no node
     * @throws PoolClosedException at once, if the pool is closed, also while it waits between two attempts
     */
    public <R, E extends Exception> R execute(Idempotence idempotence, Operation<? super T, R, E> operation) throws E {
        requireNonNull(operation, "operation");
        return execute(idempotence, (client, context) -> operation.run(client));
    }

    /** The same for an operation that wants to know which attempt it is, where, and how long it has. */
    public <R, E extends Exception> R execute(Idempotence idempotence, Operation.InContext<? super T, R, E> operation)
            throws E {
        return blocking.run(execution(idempotence, anybody), requireNonNull(operation, "operation"));
    }

    /** Like {@link #executeAsync(Idempotence, BiFunction)}, for an operation that doesn't ask where it is. */
    public <R> CompletableFuture<R> executeAsync(
            Idempotence idempotence, Function<? super T, ? extends CompletionStage<R>> operation) {
        requireNonNull(operation, "operation");
        return executeAsync(idempotence, (client, context) -> operation.apply(client));
    }

    /**
     * Runs an operation without a thread that waits for it. The operation begins its calls and returns what will become of
     * them; it must not block. It is run first on this thread, and for further attempts by the pool's executor; each
     * time within the caller's {@link Context}. When its stage has ended, calls that it still has under way are cancelled.
     *
     * <p>The result fails as {@link #execute} throws. It may be cancelled: then the calls of the attempt under way
     * are cancelled too, and no other attempt begins.
     */
    public <R> CompletableFuture<R> executeAsync(
            Idempotence idempotence, BiFunction<? super T, ExecutionContext, ? extends CompletionStage<R>> operation) {
        return chained(execution(idempotence, anybody), requireNonNull(operation, "operation"));
    }

    // ---- operations on the leader

    /** {@link #executeOnLeader(Idempotence, Operation)} for what must not be repeated. */
    public <R, E extends Exception> R executeOnLeader(Operation<? super T, R, E> operation) throws E {
        return executeOnLeader(Idempotence.NOT_IDEMPOTENT, operation);
    }

    /**
     * Runs an operation on the node that leads, as far as is known. A node that refuses because it doesn't lead sends us on to
     * the one it names, at once and without counting as a failure; while nobody is known to lead, the operation waits
     * for an election to end. What may be served by any node, such as a read that need not be fresh, is better run
     * with {@link #execute}: a node that doesn't lead is as healthy as one that does.
     *
     * <p>A leader that an operator has drained gets nothing: the others are asked whether one of them leads by now, and if
     * none does, the operation fails, and its message names the drained ones.
     *
     * @throws IllegalStateException if the pool was built without {@link ClusterPoolBuilder#leader}
     */
    public <R, E extends Exception> R executeOnLeader(Idempotence idempotence, Operation<? super T, R, E> operation)
            throws E {
        requireNonNull(operation, "operation");
        return executeOnLeader(idempotence, (client, context) -> operation.run(client));
    }

    /** The same for an operation that wants to know which attempt it is, where, and how long it has. */
    public <R, E extends Exception> R executeOnLeader(
            Idempotence idempotence, Operation.InContext<? super T, R, E> operation) throws E {
        return blocking.run(execution(idempotence, toLeader()), requireNonNull(operation, "operation"));
    }

    /** {@link #executeOnLeader} as {@link #executeAsync} does it. */
    public <R> CompletableFuture<R> executeOnLeaderAsync(
            Idempotence idempotence, BiFunction<? super T, ExecutionContext, ? extends CompletionStage<R>> operation) {
        return chained(execution(idempotence, toLeader()), requireNonNull(operation, "operation"));
    }

    /** Who leads, as far as is known. It may have been deposed a moment ago. */
    public Optional<Address> leader() {
        return leadership.flatMap(Leadership::leader);
    }

    private <R> CompletableFuture<R> chained(
            Execution execution, BiFunction<? super T, ExecutionContext, ? extends CompletionStage<R>> operation) {
        Chained.Means means = new Chained.Means(setup.time(), setup.executor());
        return new Chained<T, R>(execution, clients, pauses, means, operation).start();
    }

    private Routing toLeader() {
        if (roll.nodes().isEmpty()) {
            return anybody;
        }
        return new ToLeader(leadership.orElseThrow(() -> new IllegalStateException(
                "pool '" + setup.name() + "' was built without leader(...), so it can't tell who leads")));
    }

    private Execution execution(Idempotence idempotence, Routing routing) {
        long now = setup.time().nanoTime();
        setup.budget().deposit(now);
        long deadline = now + Math.min(setup.requestTimeout().toNanos(), ofCaller());
        Retries retries = new Retries(setup.retry(), setup.budget(), idempotence, deadline, setup.random())
                .limitRedirects(2 * roll.nodes().size());
        Herald herald = new Herald(setup.name(), retried, fleet::tell);
        return new Execution(setup.time(), new Execution.Span(now, deadline), retries, routing, herald);
    }

    private static long ofCaller() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }

    // ---- the end

    @Override
    public PoolView view() {
        PoolView seen = fleet.view();
        return seen.withUse(seen.use()
                        .plusRetried(retried.sum())
                        .withRetryBudget(setup.budget().level(setup.time().nanoTime())))
                .withLeader(leader());
    }

    @Override
    public PoolControl control() {
        return fleet.control();
    }

    @Override
    public boolean isClosed() {
        return fleet.isClosed();
    }

    /** How its nodes and their connections stand. */
    public SharedPoolSnapshot snapshot() {
        return fleet.snapshot();
    }

    /** Like {@link #close(Duration)} with the request timeout: no unary call with a default deadline lasts longer. */
    @Override
    public void close() {
        close(setup.requestTimeout());
    }

    /**
     * Takes no more operations, ends those that wait between two attempts, and lets calls under way go on for up to
     * {@code drain}. Clients that can be closed are closed. Idempotent.
     *
     * @throws CloseFailedException if something threw while being closed; everything is closed all the same
     */
    public void close(Duration drain) {
        if (!pauses.close()) {
            return;
        }
        List<Exception> failures = new ArrayList<>();
        try {
            fleet.close(drain);
        } catch (RuntimeException e) {
            failures.add(e);
        }
        failures.addAll(clients.removeAll());
        setup.atEnd().run();
        if (!failures.isEmpty()) {
            throw new CloseFailedException(setup.name(), failures);
        }
    }
}
