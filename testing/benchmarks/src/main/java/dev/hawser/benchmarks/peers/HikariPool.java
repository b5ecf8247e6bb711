// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** HikariCP whole, over connections that do nothing. */
final class HikariPool implements PoolUnderTest {

    private final HikariDataSource pool;

    private HikariPool(HikariDataSource pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new StubDataSource());
        config.setMaximumPoolSize(shape.leases());
        config.setConnectionTimeout(Shape.TIMEOUT.toMillis());
        return new HikariPool(new HikariDataSource(config));
    }

    @Override
    public Object claim(int turn) throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void giveBack(Object lease) throws SQLException {
        ((Connection) lease).close();
    }

    @Override
    public Object connection(Object lease) {
        try {
            return ((Connection) lease).unwrap(StubConnection.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
