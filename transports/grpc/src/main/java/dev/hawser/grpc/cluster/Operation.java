// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

/**
 * What is to be done on one node. Run again on another one if it fails in a way that allows that.
 *
 * @param <T> the client
 * @param <R> what comes of it
 * @param <E> what it throws besides {@code StatusRuntimeException}; inferred, and most often nothing
 */
@FunctionalInterface
public interface Operation<T, R, E extends Exception> {

    R run(T client) throws E;

    /** An operation that wants to know which attempt it is, where, and how long it has. */
    @FunctionalInterface
    interface InContext<T, R, E extends Exception> {

        R run(T client, ExecutionContext context) throws E;
    }
}
