// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.hawser.endpoint.Address;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Three real etcd processes, with a heartbeat of 100 ms and elections after 1 s. What this class asks them it asks over
 * plain channels of its own, never over what is being tested.
 *
 * <p>They hold pre-votes, as they do unasked from 3.5 on. Without, a survivor that lacks the leader's last writes can stand
 * for election again and again, each time to be rejected by the other, which has to wait anew: three such rounds, 4.5 s, were
 * seen once in forty killed leaders. And one that was cut off comes back with a higher term, and deposes the leader.
 */
public final class EtcdCluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final int TRIES = 3;

    private final EtcdSetup setup;
    private final List<EtcdMember> members;
    private final Map<EtcdMember, ManagedChannel> channels = new HashMap<>();
    private final Thread atExit = new Thread(this::killAll);

    private EtcdCluster(EtcdSetup setup) throws IOException {
        this.setup = setup;
        this.members = setup.members();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a cluster, and returns when it takes writes. Skips the test, and says so, where there is no etcd. */
    public static EtcdCluster start(EtcdSetup setup) throws Exception {
        EtcdSetup.assumeInstalled();
        for (int attempt = 1; ; attempt++) {
            EtcdCluster cluster = new EtcdCluster(setup);
            try {
                cluster.startAll();
                return cluster;
            } catch (Throwable e) { // somebody else may have taken a port between its choice and its use
                String logs = cluster.logs();
                cluster.close();
                if (attempt == TRIES) {
                    throw new IllegalStateException("etcd did not start:\n" + logs, e);
                }
            }
        }
    }

    private void startAll() throws IOException {
        for (EtcdMember member : members) {
            member.start();
            channels.put(
                    member,
                    Grpc.newChannelBuilderForAddress(
                                    member.address().host(), member.address().port(), setup.credentials())
                            .build());
        }
        await().atMost(START).until(() -> {
            if (members.stream().anyMatch(m -> !m.isAlive())) {
                throw new IllegalStateException("a member ended at its start");
            }
            return takesWrites();
        });
    }

    private boolean takesWrites() {
        try {
            var ignored = KVGrpc.newBlockingStub(channels.get(members.get(0)))
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8("started"))
                            .build());
            return leader().isPresent();
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    public List<EtcdMember> members() {
        return members;
    }

    public List<Address> addresses() {
        return members.stream().map(EtcdMember::address).toList();
    }

    /** Measures by the channels of this class. */
    Yardstick yardstick() {
        return new Yardstick(List.copyOf(channels.values()));
    }

    public String[] seeds() {
        return addresses().stream().map(Address::toString).toArray(String[]::new);
    }

    public EtcdSetup setup() {
        return setup;
    }

    /** Who leads, by the word of the members themselves; of several who say so, the one of the highest term. */
    public Optional<EtcdMember> leader() {
        Optional<EtcdMember> leader = Optional.empty();
        long term = -1;
        for (EtcdMember member : members) {
            Optional<StatusResponse> status = status(member);
            if (status.isPresent()
                    && status.get().getLeader() == status.get().getHeader().getMemberId()
                    && status.get().getRaftTerm() > term) {
                term = status.get().getRaftTerm();
                leader = Optional.of(member);
            }
        }
        return leader;
    }

    /** Waits until somebody leads. */
    public EtcdMember awaitLeader() {
        return await().atMost(START).until(this::leader, Optional::isPresent).orElseThrow();
    }

    public List<EtcdMember> followers() {
        List<EtcdMember> followers = new ArrayList<>(members);
        followers.remove(awaitLeader());
        return followers;
    }

    /** What a member says about itself; absent if it says nothing. */
    public Optional<StatusResponse> status(EtcdMember member) {
        try {
            return Optional.of(MaintenanceGrpc.newBlockingStub(channels.get(member))
                    .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                    .status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException silent) {
            channels.get(member).resetConnectBackoff();
            return Optional.empty();
        }
    }

    /** Starts who is down, lets who is paused go on, joins who is cut off, and waits until all three take part. */
    public void heal() throws Exception {
        setup.islands().ifPresent(EtcdIslands::heal);
        for (EtcdMember member : members) {
            if (member.isAlive()) {
                member.resume();
            } else {
                member.start();
            }
        }
        await().atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> members.stream().allMatch(this::takesPart));
    }

    /** Whether it knows who leads, and that one's word is good: who was cut off believes for a while that it leads itself. */
    private boolean takesPart(EtcdMember member) {
        if (status(member).filter(s -> s.getLeader() != 0).isEmpty()) {
            return false;
        }
        try {
            var ignored = KVGrpc.newBlockingStub(channels.get(member))
                    .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                    .range(Etcd.get("started"));
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    /** All that begin so. */
    Set<String> keys(String prefix) {
        Set<String> keys = new HashSet<>();
        KVGrpc.newBlockingStub(channels.get(awaitLeader()))
                .withDeadlineAfter(START.toSeconds(), TimeUnit.SECONDS)
                .range(Etcd.all(prefix))
                .getKvsList()
                .forEach(kv -> keys.add(kv.getKey().toStringUtf8()));
        return keys;
    }

    /** What is told from now on of elections. */
    ElectionLog electionLog() throws IOException {
        return ElectionLog.of(members);
    }

    private String logs() {
        StringBuilder all = new StringBuilder();
        for (EtcdMember member : members) {
            try {
                all.append(member).append('\n').append(Files.readString(member.log()));
            } catch (IOException e) {
                all.append(e).append('\n');
            }
        }
        return all.toString();
    }

    private void killAll() {
        for (EtcdMember member : members) {
            try {
                member.killHard();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Kills the processes, and forgets what they wrote; {@link EtcdIslands} are left to who made them. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        channels.values().forEach(ManagedChannel::shutdownNow);
        killAll();
        for (EtcdMember member : members) {
            delete(setup.folder().resolve(member.name()));
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
