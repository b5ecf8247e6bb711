// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.secrets;

import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.tcp.TlsOptions;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import javax.net.ssl.SSLContext;

/** What a program may hand to a pool and what knows its secret: it sends it to servers, and would tell it if asked. */
record Secretive(String secret)
        implements ClientInterceptor, TlsOptions.ContextSupplier, ChannelOptions.CredentialsSource {

    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<B> answers, Metadata headers) {
                headers.put(AUTHORIZATION, "Bearer " + secret);
                super.start(answers, headers);
            }
        };
    }

    @Override
    public SSLContext context() throws Exception {
        return SSLContext.getDefault();
    }

    @Override
    public ChannelCredentials credentials() {
        return InsecureChannelCredentials.create();
    }
}
