// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import dev.hawser.client.WaitOptions.Fairness;
import dev.hawser.pool.IdleOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pools by name, in the order in which reports list them. */
public final class Peers {

    /** Hawser as it comes: fair, the nearest idle connection first. */
    public static final String HAWSER = "hawser";

    private static final Map<String, Opener> SINGLE = new LinkedHashMap<>();
    private static final Map<String, Opener> KEYED = new LinkedHashMap<>();

    static {
        Opener hawser = shape -> HawserPool.open(shape, Fairness.FAIR, IdleOrder.NEAREST);
        Opener unfair = shape -> HawserPool.open(shape, Fairness.UNFAIR, IdleOrder.NEAREST);
        Opener newest = shape -> HawserPool.open(shape, Fairness.FAIR, IdleOrder.NEWEST_FIRST);
        Opener oldest = shape -> HawserPool.open(shape, Fairness.FAIR, IdleOrder.OLDEST_FIRST);

        SINGLE.put(HAWSER, hawser);
        SINGLE.put("hawser-unfair", unfair);
        SINGLE.put("hawser-newest", newest);
        SINGLE.put("hawser-oldest", oldest);
        SINGLE.put("stormpot", StormpotPool::open);
        SINGLE.put("stormpot-expiring", StormpotPool::openExpiring);
        SINGLE.put("stormpot-tap", StormpotPool::openTapped);
        SINGLE.put("hikari-bag", HikariBags::open);
        SINGLE.put("hikari", HikariPool::open);
        SINGLE.put("agroal", AgroalPool::open);
        SINGLE.put("vibur", shape -> ViburPool.open(shape, false));
        SINGLE.put("vibur-fair", shape -> ViburPool.open(shape, true));
        SINGLE.put("commons", shape -> CommonsPool.open(shape, false));
        SINGLE.put("commons-fair", shape -> CommonsPool.open(shape, true));
        SINGLE.put("httpcore-lax", HttpCorePool::lax);
        SINGLE.put("httpcore-strict", HttpCorePool::strict);
        SINGLE.put("array-queue", shape -> QueuePool.open(shape, false));
        SINGLE.put("lock-fifo", LockPool::open);
        SINGLE.put("nothing", shape -> new Nothing());

        KEYED.put(HAWSER, hawser);
        KEYED.put("hawser-unfair", unfair);
        KEYED.put("hawser-newest", newest);
        KEYED.put("hawser-oldest", oldest);
        KEYED.put("hikari-bags", HikariBags::open);
        KEYED.put("commons-keyed", shape -> CommonsKeyedPool.open(shape, false));
        KEYED.put("commons-keyed-fair", shape -> CommonsKeyedPool.open(shape, true));
        KEYED.put("httpcore-lax", HttpCorePool::lax);
        KEYED.put("httpcore-strict", HttpCorePool::strict);
    }

    private Peers() {}

    /** The pools for one address. */
    public static List<String> single() {
        return List.copyOf(SINGLE.keySet());
    }

    /** The pools for several addresses. */
    public static List<String> keyed() {
        return List.copyOf(KEYED.keySet());
    }

    /** Opens a pool and all its connections. */
    public static PoolUnderTest open(String name, Shape shape) throws Exception {
        Opener opener = (shape.endpoints() == 1 ? SINGLE : KEYED).get(name);
        if (opener == null) {
            throw new IllegalArgumentException("pool: '" + name + "' (expected for " + shape + ": one of "
                    + (shape.endpoints() == 1 ? single() : keyed()) + ")");
        }
        PoolUnderTest pool = opener.open(shape);
        openAll(pool, shape);
        return pool;
    }

    private static void openAll(PoolUnderTest pool, Shape shape) throws Exception {
        Object[] leases = new Object[shape.connections()];
        for (int turn = 0; turn < leases.length; turn++) {
            leases[turn] = pool.claim(turn);
        }
        for (Object lease : leases) {
            pool.giveBack(lease);
        }
    }

    private interface Opener {
        PoolUnderTest open(Shape shape) throws Exception;
    }
}
