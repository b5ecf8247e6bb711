package dev.hawser.pool;
import org.jspecify.annotations.Nullable;
public final class EndpointPool<C> {
    dev.hawser.endpoint.Endpoint endpoint() { throw new IllegalStateException(); }
    void end(Slot<C> slot, long token, long since, @Nullable Throwable cause) {}
}
