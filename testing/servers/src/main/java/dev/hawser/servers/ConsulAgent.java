// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A real Consul agent, a server of its own, on free ports of the loopback interface.
 *
 * <p>When {@link #start} or {@link #startAgain} returns, it has a leader and its catalog takes writes. It ends with the
 * tests, also when their JVM is killed. For one test thread; {@link ConsulLogs} shows its log when a test fails.
 *
 * <pre>{@code
 * try (ConsulAgent consul = ConsulAgent.start()) {
 *     consul.register(ConsulInstance.of("kv", 7000).withWeights(10, 1));
 *     Discovery kv = Targets.parse("consul://" + consul.address() + "/kv");
 *     ...
 *     consul.fail("kv-7000");
 * }
 * }</pre>
 */
public final class ConsulAgent implements AutoCloseable {

    /** May do everything, where there are access rules. */
    public static final String MASTER_TOKEN = "00000000-0000-0000-0000-000000000001";

    /** The name of the agent's node, whose address is 127.0.0.1. */
    public static final String NODE = "hawser-test";

    /** What a discovery needs. */
    public static final String READ_ALL =
            "service_prefix \"\" { policy = \"read\" } node_prefix \"\" { policy = \"read\" }";

    private static final int TRIES = 3;
    private static final int POLL_MILLIS = 25;
    private static final int POLLS = 30_000 / POLL_MILLIS;

    /** Consul 1.8 takes no more. */
    private static final int OPERATIONS_IN_A_TRANSACTION = 64;

    private final Path program;
    private final ConsulConfiguration configuration;
    private final ConsulHttp http;
    private ServerProcess process;

    private ConsulAgent(Path program, ConsulConfiguration configuration) {
        this.program = program;
        this.configuration = configuration;
        this.http = new ConsulHttp(configuration.url(), configuration.setup().certificates());
        this.process = started();
    }

    /** An agent in memory, open to all. Skips the test, and says what to install, where there is none. */
    public static ConsulAgent start() {
        return start(ConsulSetup.defaults());
    }

    /** Skips the test, and says what to install, where there is no Consul. */
    public static ConsulAgent start(ConsulSetup setup) {
        Path program = ConsulProgram.orSkip();
        for (int attempt = 1; ; attempt++) { // somebody else may take a port between its choice and its use
            List<Integer> ports = Ports.free(3);
            ConsulConfiguration configuration = new ConsulConfiguration(
                    setup, Folders.create("hawser-consul"), ports.get(0), ports.get(1), ports.get(2));
            try {
                return new ConsulAgent(program, configuration);
            } catch (IllegalStateException e) {
                Folders.delete(configuration.folder());
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private ServerProcess started() {
        ServerProcess started = ServerProcess.start(configuration.command(program), configuration.log());
        ConsulLogs.started(configuration.log(), url());
        for (int i = 0; i < POLLS && !started.endsWithin(POLL_MILLIS); i++) {
            if (isUsable()) {
                return started;
            }
        }
        started.kill();
        ConsulLogs.ended(configuration.log());
        throw new IllegalStateException("no start: " + ConsulLogs.show(configuration.log(), url()));
    }

    private boolean isUsable() {
        try {
            return http.request("GET", "/v1/status/leader", Optional.empty()).contains(":")
                    && http.request("GET", "/v1/catalog/nodes", Optional.empty())
                            .contains(NODE);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** {@code http://127.0.0.1:28500}, or {@code https} if it has certificates. */
    public String url() {
        return configuration.url();
    }

    /** {@code 127.0.0.1:28500}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return configuration.apiPort();
    }

    /** Registers an instance, or replaces the one of the same id. When this returns, queries will soon see it. */
    public void register(ConsulInstance instance) {
        put("/v1/agent/service/register", instance.toAgentJson().toString());
    }

    public void deregister(String id) {
        put("/v1/agent/service/deregister/" + id, "");
    }

    /** Tells the check of an instance. */
    public void pass(String id) {
        put("/v1/agent/check/pass/" + ConsulInstance.checkId(id), "");
    }

    /** Tells the check of an instance. */
    public void warn(String id) {
        put("/v1/agent/check/warn/" + ConsulInstance.checkId(id), "");
    }

    /** Tells the check of an instance. */
    public void fail(String id) {
        put("/v1/agent/check/fail/" + ConsulInstance.checkId(id), "");
    }

    public void startMaintenance(String id) {
        put("/v1/agent/service/maintenance/" + id + "?enable=true", "");
    }

    public void endMaintenance(String id) {
        put("/v1/agent/service/maintenance/" + id + "?enable=false", "");
    }

    /** Of the whole node, with all instances that are registered at this agent. */
    public void startNodeMaintenance() {
        put("/v1/agent/maintenance?enable=true", "");
    }

    public void endNodeMaintenance() {
        put("/v1/agent/maintenance?enable=false", "");
    }

    /**
     * Writes instances without checks straight into the catalog, below a node that this makes; for services that are
     * too large to be registered one by one. An instance that is there already is replaced.
     */
    public void registerInCatalog(String node, List<ConsulInstance> instances) {
        put("/v1/catalog/register", "{\"Node\":\"" + node + "\",\"Address\":\"127.0.0.2\"}");
        for (int from = 0; from < instances.size(); from += OPERATIONS_IN_A_TRANSACTION) {
            JsonArray operations = new JsonArray();
            instances.stream().skip(from).limit(OPERATIONS_IN_A_TRANSACTION).forEach(instance -> {
                JsonObject service = new JsonObject();
                service.addProperty("Verb", "set");
                service.addProperty("Node", node);
                service.add("Service", instance.toCatalogJson());
                JsonObject operation = new JsonObject();
                operation.add("Service", service);
                operations.add(operation);
            });
            put("/v1/txn", operations.toString());
        }
    }

    /**
     * A new token.
     *
     * @param rules in Consul's language, such as {@link #READ_ALL}
     */
    public ConsulToken createToken(String rules) {
        JsonObject policy = new JsonObject();
        policy.addProperty("Name", "policy-" + UUID.randomUUID());
        policy.addProperty("Rules", rules);
        String id = field(put("/v1/acl/policy", policy.toString()), "ID");
        String token = put("/v1/acl/token", "{\"Policies\":[{\"ID\":\"" + id + "\"}]}");
        return new ConsulToken(field(token, "AccessorID"), field(token, "SecretID"));
    }

    /** Ends a token: it is then as unknown as one that never was. */
    public void revoke(ConsulToken token) {
        request("DELETE", "/v1/acl/token/" + token.accessor(), Optional.empty());
    }

    private static String field(String json, String name) {
        return JsonParser.parseString(json).getAsJsonObject().get(name).getAsString();
    }

    /** Anything else, with the master token; returns the answer, which must be a 200. */
    public String put(String path, String body) {
        return request("PUT", path, Optional.of(body));
    }

    /** Anything else, with the master token; returns the answer, which must be a 200. */
    public String get(String path) {
        return request("GET", path, Optional.empty());
    }

    private String request(String method, String path, Optional<String> body) {
        try {
            return http.request(method, path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it in order and starts it again on the same ports; it knows what it knew only with kept data. */
    public void restart() {
        process.end();
        process = started();
    }

    /** As kill -9 does: connections are reset, and nobody listens any more. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same ports after {@link #kill}. */
    public void startAgain() {
        process = started();
    }

    /** SIGSTOP: connections stand, new ones are still taken by the kernel, and nobody answers. */
    public void stop() {
        process.pause();
    }

    /** SIGCONT, after {@link #stop}. */
    public void cont() {
        process.resume();
    }

    /** Kills it, and deletes what it wrote. */
    @Override
    public void close() {
        process.kill();
        ConsulLogs.ended(configuration.log());
        Folders.delete(configuration.folder());
    }

    @Override
    public String toString() {
        return "Consul at " + url();
    }
}
