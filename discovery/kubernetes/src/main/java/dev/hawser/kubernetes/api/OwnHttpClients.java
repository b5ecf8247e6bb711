// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import dev.hawser.time.Threads;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Makes the HTTP client of one connection: on threads of ours, which end with it, and following no redirect, because a
 * redirected request would carry its token along.
 *
 * <p>Not in our hands is the one thread that each HTTP client of the JDK has of its own: on Java 17 to 20 it ends when
 * the garbage collector has noticed that the client is gone, within seconds of that.
 */
final class OwnHttpClients extends JdkHttpClientFactory implements Executor {
    private final ExecutorService threads = Threads.blocking("hawser-kubernetes");

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return HttpClient.newBuilder().executor(threads);
    }

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        builder.followRedirects(HttpClient.Redirect.NEVER);
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
        end();
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    void end() {
        Threads.end(threads);
    }
}
