package dev.hawser.pool;
final class Slot<C> {
    EndpointPool<C> pool() { throw new IllegalStateException(); }
    boolean isHeldBy(long token) { return false; }
    void invalidate(long token, Throwable cause) {}
    C lend(Lease<C> lease) { throw new IllegalStateException(); }
}
