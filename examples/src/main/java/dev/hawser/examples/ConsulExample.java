// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.endpoint.Address;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Servers that Consul knows, each with its share in the metadata. Needs an agent, such as {@code consul agent -dev}, and
 * finds it as Consul's own tools do: at 127.0.0.1:8500, or where {@code CONSUL_HTTP_ADDR} says.
 */
public final class ConsulExample {

    private ConsulExample() {}

    public static void main(String... args) throws Exception {
        String agent = System.getenv().getOrDefault("CONSUL_HTTP_ADDR", "127.0.0.1:8500");
        String url = agent.contains("://") ? agent : "http://" + agent;
        try (EchoServer heavy = EchoServer.ofLines("heavy");
                EchoServer light = EchoServer.ofLines("light")) {
            register(url, "heavy", heavy.address(), 400);
            register(url, "light", light.address(), 200);
            ask("consul:///scoring?weight=balanceFactor", 6).forEach(System.out::println);
            deregister(url, "heavy");
            deregister(url, "light");
        } catch (IOException e) {
            System.out.println("There is no Consul at " + url + " that takes this. Start one: consul agent -dev");
        }
    }

    static List<String> ask(String target, int times) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        // tag::consul
        try (ConnectionPool<TcpConnection> pool = TcpPool.weighted(target, 30).build()) {
            for (int i = 1; i <= times; i++) {
                try (Lease<TcpConnection> lease = pool.acquire(Duration.ofSeconds(5))) {
                    answers.add(Lines.ask(lease.connection(), "request " + i));
                }
            }
        }
        // end::consul
        return answers;
    }

    /** What a server does when it starts, or somebody for it. */
    static void register(String agent, String id, Address address, int weight)
            throws IOException, InterruptedException {
        String service = String.format("""
                {"ID": "%s", "Name": "scoring", "Address": "%s", "Port": %d, "Meta": {"balanceFactor": "%d"}}
                """, id, address.host(), address.port(), weight);
        put(agent + "/v1/agent/service/register", service);
    }

    static void deregister(String agent, String id) throws IOException, InterruptedException {
        put(agent + "/v1/agent/service/deregister/" + id, "");
    }

    private static void put(String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IOException(url + ": " + status);
        }
    }
}
