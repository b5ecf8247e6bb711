// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One etcd process, which can be killed, stopped like a stuck host, and started again on what it had written.
 *
 * <p>Everything is done to the process by its stored id. It ends with this JVM however that ends: a shell reads a pipe
 * from here, and kills it when the pipe breaks.
 */
public final class EtcdMember {

    private final String name;
    private final Address clients;
    private final Address peers;
    private final Path folder;
    private final List<String> command;
    private Process process;
    private Process watchdog;

    EtcdMember(String name, Address clients, Address peers, Path folder, List<String> command) {
        this.name = name;
        this.clients = clients;
        this.peers = peers;
        this.folder = folder;
        this.command = List.copyOf(command);
    }

    public String name() {
        return name;
    }

    /** Where it takes calls. */
    public Address address() {
        return clients;
    }

    /** Where it takes what other members send. */
    Address peers() {
        return peers;
    }

    /** Starts it, with what it wrote in an earlier life; doesn't wait until it answers. */
    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        watchdog = new ProcessBuilder("sh", "-c", "cat >/dev/null; kill -9 " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    Path log() {
        return folder.resolve(name + ".log");
    }

    /** As kill -9 does: its sockets are closed by the kernel, and nothing is written any more. */
    public void killHard() throws InterruptedException {
        if (process == null) {
            return;
        }
        watchdog.destroyForcibly().waitFor(); // first, or it would kill whoever got the process id next
        process.destroyForcibly().waitFor();
    }

    /** The process stands still: its kernel acknowledges what is sent to it, and nobody answers. */
    public void pause() throws Exception {
        signal("-STOP");
    }

    public void resume() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + signal + " " + process.pid() + " failed");
        }
    }

    /** @param prefix what stands before etcd's own command: nothing, or the way into a network of its own */
    static List<String> command(List<String> prefix, List<String> arguments) {
        List<String> all = new ArrayList<>(prefix);
        all.add("etcd");
        all.addAll(arguments);
        return all;
    }

    @Override
    public String toString() {
        return name + " at " + clients;
    }
}
