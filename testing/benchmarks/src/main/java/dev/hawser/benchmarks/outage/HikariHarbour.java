// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.outage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hawser.benchmarks.outage.Server.Link;
import dev.hawser.benchmarks.peers.StubConnection;
import dev.hawser.benchmarks.peers.StubDataSource;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;

/** HikariCP. It fills itself up to its size in the background, so its warm connections are its minimum. */
final class HikariHarbour implements Harbour {

    private static final int MOST_WARM = 5;

    private final HikariDataSource pool;

    HikariHarbour(Server server, int max) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new StubDataSource(() -> connect(server)));
        config.setMaximumPoolSize(max);
        config.setMinimumIdle(Math.min(max, MOST_WARM));
        config.setConnectionTimeout(Harbours.TIMEOUT.toMillis());
        pool = new HikariDataSource(config);
    }

    private static Connection connect(Server server) throws SQLException {
        try {
            Link link = server.connect();
            return new StubConnection(link::works);
        } catch (ConnectException e) {
            throw new SQLException(Server.DEAD, e);
        }
    }

    @Override
    public Object claim() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public boolean works(Object lease) throws SQLException {
        return ((Connection) lease).isValid(1);
    }

    @Override
    public void giveBack(Object lease) throws SQLException {
        ((Connection) lease).close();
    }

    @Override
    public void discard(Object lease) throws SQLException {
        pool.evictConnection((Connection) lease);
    }

    @Override
    public void close() {
        pool.close();
    }
}
