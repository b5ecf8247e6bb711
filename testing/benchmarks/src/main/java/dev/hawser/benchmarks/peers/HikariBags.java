// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HikariCP's bag alone, without connections, proxies or checks: its hot path and nothing else. For several addresses,
 * what somebody might write who knows it: an array of bags.
 */
final class HikariBags implements PoolUnderTest {

    private static final long TIMEOUT_NANOS = Shape.TIMEOUT.toNanos();

    private final List<ConcurrentBag<Entry>> bags;

    private HikariBags(List<ConcurrentBag<Entry>> bags) {
        this.bags = bags;
    }

    static PoolUnderTest open(Shape shape) {
        List<ConcurrentBag<Entry>> bags = new ArrayList<>();
        for (int address = 0; address < shape.endpoints(); address++) {
            ConcurrentBag<Entry> bag = new ConcurrentBag<>(waiting -> {});
            for (int i = 0; i < shape.leases(); i++) {
                bag.add(new Entry(bag));
            }
            bags.add(bag);
        }
        return new HikariBags(List.copyOf(bags));
    }

    @Override
    public Object claim(int turn) throws Exception {
        Entry lease = bags.get(bags.size() == 1 ? 0 : turn % bags.size()).borrow(TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
        if (lease == null) {
            throw new TimeoutException("no lease within " + Shape.TIMEOUT);
        }
        return lease;
    }

    @Override
    public void giveBack(Object lease) {
        Entry entry = (Entry) lease;
        entry.bag.requite(entry);
    }

    /** Its state is the number itself, as in HikariCP's own entry: no indirection. */
    private static final class Entry extends AtomicInteger implements IConcurrentBagEntry {
        private static final long serialVersionUID = 1L;

        private final transient ConcurrentBag<Entry> bag;

        Entry(ConcurrentBag<Entry> bag) {
            this.bag = bag;
        }

        @Override
        public void setState(int next) {
            set(next);
        }

        @Override
        public int getState() {
            return get();
        }
    }
}
