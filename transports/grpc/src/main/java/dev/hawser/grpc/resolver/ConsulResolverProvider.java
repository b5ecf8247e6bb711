// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Uri;
import java.net.URI;

/** Makes plain channels understand {@code consul:} targets. Found by gRPC through its service loader; not to be used directly. */
public final class ConsulResolverProvider extends NameResolverProvider {

    private final SchemeProvider provider = new SchemeProvider("consul");

    @Override
    protected boolean isAvailable() {
        return provider.isAvailable();
    }

    @Override
    protected int priority() {
        return provider.priority();
    }

    @Override
    public String getDefaultScheme() {
        return provider.getDefaultScheme();
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return provider.newNameResolver(target, args);
    }

    @Override
    public NameResolver newNameResolver(Uri target, NameResolver.Args args) {
        return provider.newNameResolver(target, args);
    }
}
