// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;

/** Agroal whole, over connections that do nothing. */
final class AgroalPool implements PoolUnderTest {

    private final AgroalDataSource pool;

    private AgroalPool(AgroalDataSource pool) {
        this.pool = pool;
    }

    static PoolUnderTest open(Shape shape) throws SQLException {
        return new AgroalPool(AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(shape.leases())
                        .maxSize(shape.leases())
                        .acquisitionTimeout(Shape.TIMEOUT)
                        .connectionFactoryConfiguration(
                                factory -> factory.connectionProviderClass(StubDataSource.class)))));
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
