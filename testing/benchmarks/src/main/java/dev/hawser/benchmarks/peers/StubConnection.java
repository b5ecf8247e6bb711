// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A database connection that does nothing, written out because a {@link java.lang.reflect.Proxy} would cost more than
 * the pools do. Whatever would need a database is refused.
 */
public final class StubConnection implements Connection {

    private final BooleanSupplier valid;

    public StubConnection() {
        this(() -> true);
    }

    /** @param valid whether the connection would answer a test */
    public StubConnection(BooleanSupplier valid) {
        this.valid = valid;
    }

    @Override
    public Statement createStatement() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CallableStatement prepareCall(String a) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String nativeSQL(String a) {
        return a;
    }

    @Override
    public void setAutoCommit(boolean a) {}

    @Override
    public boolean getAutoCommit() {
        return true;
    }

    @Override
    public void commit() {}

    @Override
    public void rollback() {}

    @Override
    public void close() {}

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public DatabaseMetaData getMetaData() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setReadOnly(boolean a) {}

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void setCatalog(String a) {}

    @Override
    public @Nullable String getCatalog() {
        return null;
    }

    @Override
    public void setTransactionIsolation(int a) {}

    @Override
    public int getTransactionIsolation() {
        return TRANSACTION_READ_COMMITTED;
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public void clearWarnings() {}

    @Override
    public Statement createStatement(int a, int b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CallableStatement prepareCall(String a, int b, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() {
        return Map.of();
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> a) {}

    @Override
    public void setHoldability(int a) {}

    @Override
    public int getHoldability() {
        return 0;
    }

    @Override
    public Savepoint setSavepoint() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Savepoint setSavepoint(String a) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rollback(Savepoint a) {}

    @Override
    public void releaseSavepoint(Savepoint a) {}

    @Override
    public Statement createStatement(int a, int b, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b, int c, int d) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CallableStatement prepareCall(String a, int b, int c, int d) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a, int[] b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PreparedStatement prepareStatement(String a, String[] b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Clob createClob() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Blob createBlob() {
        throw new UnsupportedOperationException();
    }

    @Override
    public NClob createNClob() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SQLXML createSQLXML() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isValid(int a) {
        return valid.getAsBoolean();
    }

    @Override
    public void setClientInfo(String a, String b) {}

    @Override
    public void setClientInfo(Properties a) {}

    @Override
    public @Nullable String getClientInfo(String a) {
        return null;
    }

    @Override
    public Properties getClientInfo() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Array createArrayOf(String a, Object[] b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Struct createStruct(String a, Object[] b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setSchema(String a) {}

    @Override
    public @Nullable String getSchema() {
        return null;
    }

    @Override
    public void abort(Executor a) {}

    @Override
    public void setNetworkTimeout(Executor a, int b) {}

    @Override
    public int getNetworkTimeout() {
        return 0;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
