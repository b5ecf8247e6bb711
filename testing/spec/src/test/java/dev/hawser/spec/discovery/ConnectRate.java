// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts the connections that a pool opens, and how many of them in any one second. */
public final class ConnectRate implements PoolListener {
    private final FakeTime time;
    private final List<Opened> opened = new ArrayList<>();

    public ConnectRate(FakeTime time) {
        this.time = time;
    }

    private record Opened(Address endpoint, Duration at) {}

    @Override
    public void onEvent(PoolEvent event) {
        if (event instanceof PoolEvent.ConnectionOpened connection) {
            opened.add(new Opened(connection.endpoint(), time.elapsed()));
        }
    }

    public long total() {
        return opened.size();
    }

    /** The most in any second, over all endpoints. */
    public long mostPerSecond() {
        return most(opened);
    }

    /** The most in any second, to this one. */
    public long mostPerSecondTo(String address) {
        Address wanted = Address.parse(address);
        return most(opened.stream().filter(one -> one.endpoint.equals(wanted)).toList());
    }

    private static long most(List<Opened> some) {
        return some.stream()
                .mapToLong(first -> some.stream()
                        .map(other -> other.at.minus(first.at))
                        .filter(later -> !later.isNegative() && later.compareTo(Duration.ofSeconds(1)) < 0)
                        .count())
                .max()
                .orElse(0);
    }
}
