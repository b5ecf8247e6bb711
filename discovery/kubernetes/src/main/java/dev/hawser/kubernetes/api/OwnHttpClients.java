// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import dev.hawser.time.Threads;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Makes the HTTP client of one connection: on threads of ours, which end with it, and following no redirect, because a
 * redirected request would carry its token along. fabric8 makes the client from our builder and keeps it to itself, so
 * the builder is watched for what it builds.
 */
final class OwnHttpClients extends JdkHttpClientFactory implements Executor {
    private final ExecutorService threads = Threads.blocking("hawser-kubernetes");
    private final Queue<AbortableClient> built = new ConcurrentLinkedQueue<>();

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        HttpClient.Builder builder = HttpClient.newBuilder().executor(threads);
        return (HttpClient.Builder) Proxy.newProxyInstance(
                OwnHttpClients.class.getClassLoader(),
                new Class<?>[] {HttpClient.Builder.class},
                (proxy, method, arguments) -> {
                    Object result = call(builder, method, arguments);
                    if (result instanceof HttpClient client) {
                        return remembered(client);
                    }
                    return result == builder ? proxy : result;
                });
    }

    private HttpClient remembered(HttpClient client) {
        AbortableClient abortable = new AbortableClient(client);
        built.add(abortable);
        return abortable;
    }

    private static Object call(HttpClient.Builder builder, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(builder, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
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
        for (AbortableClient client = built.poll(); client != null; client = built.poll()) {
            client.end();
        }
        Threads.end(threads);
    }
}
