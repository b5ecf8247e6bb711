// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.proxy;

import static java.util.Objects.requireNonNull;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transparent proxy: passes every call on to a backend that a {@link Director} picks, whatever its messages are.
 *
 * <p>Calls of all four kinds, with their deadline, cancellation, metadata and trailers; messages are bytes to it, each
 * read only when the other side can take it, so a slow reader holds up its writer and no memory is filled. A call is not
 * tried again here: its caller may do that.
 *
 * <pre>{@code
 * Server proxy = Grpc.newServerBuilderForPort(8080, credentials)
 *         .fallbackHandlerRegistry(GrpcProxy.handlers(request ->
 *                 connector.connectAsync(backendOf(request)).thenApply(Route::over)))
 *         .build();
 * }</pre>
 */
public final class GrpcProxy {

    private GrpcProxy() {}

    /** For {@code ServerBuilder.fallbackHandlerRegistry}: handles every method that the server doesn't know itself. */
    public static HandlerRegistry handlers(Director director) {
        return new AnyMethod(requireNonNull(director, "director"));
    }

    private static final class AnyMethod extends HandlerRegistry {

        private final Director director;

        AnyMethod(Director director) {
            this.director = director;
        }

        @Override
        public ServerMethodDefinition<byte[], byte[]> lookupMethod(String name, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE)
                    .setFullMethodName(name)
                    .setType(MethodType.UNKNOWN)
                    .build();
            return ServerMethodDefinition.create(method, (call, headers) -> {
                Director.Request request = new Director.Request(name, headers, authorityOf(call));
                return Relay.start(call, headers, () -> director.route(request));
            });
        }

        private static Optional<String> authorityOf(ServerCall<?, ?> call) {
            return Optional.ofNullable(call.getAuthority());
        }
    }
}
