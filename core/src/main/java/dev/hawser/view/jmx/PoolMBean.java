// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

import static java.util.Objects.requireNonNull;

import dev.hawser.view.Viewed;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * A pool as an MBean, {@code dev.hawser:type=pool,name="kv"}, until it is closed. It doesn't end with the pool: close it with
 * the pool, or it goes on showing one that is closed, and keeps it in memory.
 *
 * <p>Opt-in, and to be looked at only unless steering is allowed: whoever may connect by JMX may then drain endpoints. What it
 * shows is what {@link Viewed#view} tells, without a secret. Costs nothing while nobody looks. Safe for use by any thread.
 *
 * <pre>{@code
 * try (var pool = TcpPool.to("static:10.0.0.1:7001").name("kv").build();
 *         var bean = PoolMBean.register(pool, PoolMBean.Access.LOOK)) {
 *     serve(pool);
 * }
 * }</pre>
 */
public final class PoolMBean implements AutoCloseable {

    private static final String DOMAIN = "dev.hawser";

    private final MBeanServer server;
    private final ObjectName name;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PoolMBean(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /** What may be done by JMX. */
    public enum Access {
        /** Nothing; see {@link PoolMXBean}. */
        LOOK,
        /** What an operator may do, too; see {@link SteeredPoolMXBean}. */
        STEER
    }

    /** Registers with the platform's server, which is the one that tools show. See {@link #register(Viewed, Access, MBeanServer)}. */
    public static PoolMBean register(Viewed pool, Access access) {
        return register(pool, access, ManagementFactory.getPlatformMBeanServer());
    }

    /**
     * Registers the pool under its name.
     *
     * @throws IllegalStateException if another one of that name is registered, or the server doesn't take it
     */
    public static PoolMBean register(Viewed pool, Access access, MBeanServer server) {
        ObjectName name = nameOf(pool.view().pool());
        Looks looks = new Looks(requireNonNull(pool, "pool"));
        StandardMBean bean = access == Access.STEER
                ? new StandardMBean(looks, SteeredPoolMXBean.class, true)
                : new StandardMBean(looks, PoolMXBean.class, true);
        try {
            server.registerMBean(bean, name);
        } catch (InstanceAlreadyExistsException e) {
            throw new IllegalStateException(
                    name
                            + " is registered already (expected: a name for each pool, and one registration until its close)",
                    e);
        } catch (JMException e) {
            throw new IllegalStateException(name + " could not be registered", e);
        }
        return new PoolMBean(server, name);
    }

    private static ObjectName nameOf(String pool) {
        try {
            return new ObjectName(DOMAIN + ":type=pool,name=" + ObjectName.quote(pool));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("name: '" + pool + "' (expected: one that can be quoted)", e);
        }
    }

    /** Under which the pool is found. */
    public ObjectName name() {
        return name;
    }

    /** Takes it out of the server. Idempotent, also if another has its name by then; the pool isn't touched. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            // by somebody else
        } catch (JMException e) {
            throw new IllegalStateException(name + " could not be unregistered", e);
        }
    }

    @Override
    public String toString() {
        return "PoolMBean[" + name + "]";
    }
}
