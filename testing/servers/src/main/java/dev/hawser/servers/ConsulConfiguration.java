// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import com.google.gson.JsonObject;
import dev.hawser.servers.ConsulSetup.Access;
import dev.hawser.servers.ConsulSetup.Clients;
import dev.hawser.servers.ConsulSetup.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line and the configuration file of an agent on three ports of the loopback interface. */
record ConsulConfiguration(ConsulSetup setup, Path folder, int apiPort, int serfPort, int serverPort) {
    private static final int OFF = -1;

    String url() {
        return (setup.certificates().isPresent() ? "https" : "http") + "://127.0.0.1:" + apiPort;
    }

    Path log() {
        return folder.resolve("consul.log");
    }

    /** Writes the file. */
    List<String> command(Path program) {
        Path file = folder.resolve("consul.json");
        try {
            Files.writeString(file, toJson().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        List<String> command = new ArrayList<>(List.of(program.toString(), "agent", "-config-file=" + file));
        if (setup.storage() == Storage.MEMORY) {
            command.add("-dev");
        }
        return command;
    }

    private JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("bind_addr", "127.0.0.1");
        json.addProperty("client_addr", "127.0.0.1");
        json.addProperty("node_name", ConsulAgent.NODE);
        json.addProperty("datacenter", setup.datacenter());
        json.addProperty("log_level", "warn");
        json.addProperty("disable_update_check", true);
        json.add("ports", ports());
        if (setup.storage() == Storage.DISK) {
            json.addProperty("server", true);
            json.addProperty("bootstrap", true);
            json.addProperty("data_dir", folder.resolve("data").toString());
            JsonObject performance = new JsonObject();
            performance.addProperty("raft_multiplier", 1); // Consul's default, 5, means elections of many seconds
            json.add("performance", performance);
        }
        if (setup.access() == Access.DENY) {
            json.add("acl", acl());
        }
        setup.certificates().ifPresent(certificates -> addTls(json, certificates));
        return json;
    }

    private JsonObject ports() {
        boolean tls = setup.certificates().isPresent();
        JsonObject ports = new JsonObject();
        ports.addProperty("http", tls ? OFF : apiPort);
        ports.addProperty("https", tls ? apiPort : OFF);
        ports.addProperty("serf_lan", serfPort);
        ports.addProperty("server", serverPort);
        ports.addProperty("serf_wan", OFF);
        ports.addProperty("dns", OFF);
        ports.addProperty("grpc", OFF);
        return ports;
    }

    /** The agent needs a token, too: without, it can't tell the catalog of its own node. */
    private static JsonObject acl() {
        JsonObject tokens = new JsonObject();
        tokens.addProperty("master", ConsulAgent.MASTER_TOKEN);
        tokens.addProperty("agent", ConsulAgent.MASTER_TOKEN);
        JsonObject acl = new JsonObject();
        acl.addProperty("enabled", true);
        acl.addProperty("default_policy", "deny");
        acl.add("tokens", tokens);
        return acl;
    }

    private void addTls(JsonObject json, Certificates certificates) {
        json.addProperty("ca_file", certificates.authority().toString());
        json.addProperty("cert_file", certificates.server().certificate().toString());
        json.addProperty("key_file", certificates.server().key().toString());
        if (setup.clients() == Clients.WITH_CERTIFICATE) {
            json.addProperty("verify_incoming_https", true);
        }
    }
}
