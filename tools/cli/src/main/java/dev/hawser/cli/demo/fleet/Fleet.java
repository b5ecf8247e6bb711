// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The demo's servers, and the endpoints file that tells the pools of them.
 *
 * <p>A server that dies stays in the file, as it would in real life; one that joins is added to it. One thread starts
 * and kills; any thread may ask for names.
 */
public final class Fleet implements Names, AutoCloseable {

    private final Path folder;
    private final long seed;
    private final Map<String, ServerProcess> running = new ConcurrentHashMap<>();
    private final Map<Address, Role> roles = new ConcurrentSkipListMap<>();
    private final Set<Address> unlisted = ConcurrentHashMap.newKeySet();

    private Fleet(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
    }

    /** Starts all these servers, side by side, and writes the endpoints file. */
    public static Fleet start(List<Role> roles, long seed) throws IOException, InterruptedException {
        Fleet fleet = new Fleet(Files.createTempDirectory("hawser-demo"), seed);
        try {
            List<Starting> all = new ArrayList<>();
            for (Role role : roles) {
                all.add(Starting.of(role.name(), () -> fleet.launch(role, 0)));
            }
            for (Starting one : all) {
                one.await();
            }
            fleet.publish();
            return fleet;
        } catch (IOException | InterruptedException e) {
            fleet.close();
            throw e;
        }
    }

    /** The file that lists the servers, for file discovery. */
    public Path endpointsFile() {
        return folder.resolve("endpoints.txt");
    }

    /** Kills a server with {@code kill -9}; returns the id its process had. */
    public long kill(Role role) throws InterruptedException {
        ServerProcess process = process(role);
        process.kill();
        return process.pid();
    }

    /** Lets a server finish what it has and end. */
    public void drain(Role role) throws IOException, InterruptedException {
        process(role).drain();
    }

    /** Changes how long a server's answers take. */
    public void delay(Role role, Duration delay) throws IOException {
        process(role).tell(DemoServerCommand.DELAY + delay.toMillis() + "ms");
    }

    private ServerProcess process(Role role) {
        ServerProcess process = running.get(role.name());
        if (process == null) {
            throw new IllegalStateException("server '" + role.name() + "' is not running");
        }
        return process;
    }

    /** Starts a server that has ended again, on its old port. */
    public void restore(Role role) throws IOException, InterruptedException {
        launch(role, addressOf(role).port());
    }

    /** Starts a new server and adds it to the endpoints file; one that was removed runs, and is added again. */
    public void add(Role role) throws IOException, InterruptedException {
        if (roles.containsValue(role)) {
            unlisted.remove(addressOf(role));
        } else {
            launch(role, 0);
        }
        publish();
    }

    /** Takes a server out of the endpoints file; it runs on, for whoever still has something there. */
    public void remove(Role role) throws IOException {
        unlisted.add(addressOf(role));
        publish();
    }

    public Address addressOf(Role role) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue().equals(role))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("server '" + role.name() + "' was never started"));
    }

    /** Whether it is one of its servers. */
    boolean knows(Address address) {
        return roles.containsKey(address);
    }

    @Override
    public String nameOf(Address address) {
        Role role = roles.get(address);
        return role == null ? address.toString() : role.name();
    }

    /** In the order of the roles; strangers after them. */
    @Override
    public int order(Address address) {
        Role role = roles.get(address);
        return role == null ? address.port() : Role.ALL.indexOf(role);
    }

    private void launch(Role role, int port) throws IOException, InterruptedException {
        Path log = folder.resolve(role.name() + ".log");
        ServerProcess process =
                ServerProcess.start(role, port, seed + role.name().hashCode(), log);
        running.put(role.name(), process);
        roles.put(process.address(), role);
    }

    /** Writes the file aside and renames it into place, so that nobody reads half of it. */
    private void publish() throws IOException {
        String lines = roles.entrySet().stream()
                .filter(e -> !unlisted.contains(e.getKey()))
                .map(e -> e.getKey() + " weight=" + e.getValue().weight() + " name="
                        + e.getValue().name())
                .collect(Collectors.joining("\n", "# The fleet of 'hawser demo'\n", "\n"));
        Path aside = folder.resolve("endpoints.new");
        Files.writeString(aside, lines);
        Files.move(aside, endpointsFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends all servers and removes the folder. Idempotent. */
    @Override
    public void close() {
        running.values().parallelStream().forEach(ServerProcess::close);
        running.clear();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // Already gone, or the temporary folder's own housekeeping will see to it.
            return;
        }
    }
}
