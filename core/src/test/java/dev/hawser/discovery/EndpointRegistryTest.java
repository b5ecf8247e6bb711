// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointRegistryTest {
    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:1");

    private final SystemTime time = new SystemTime("test");
    private final EndpointRegistry registry = new EndpointRegistry();

    @AfterEach
    void end() {
        time.close();
    }

    private void watch(Discovery.Watcher watcher) {
        var unused = registry.watch(watcher, new Discovery.Context(time, Runnable::run));
    }

    private static class Recorder implements Discovery.Watcher {
        final List<List<Endpoint>> heard = new ArrayList<>();

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            heard.add(endpoints);
        }

        @Override
        public void onFailure(Throwable cause) {}
    }

    private static final class Thrower extends Recorder {
        private final Supplier<Error> error;

        Thrower(Supplier<Error> error) {
            this.error = error;
        }

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            super.onEndpoints(endpoints);
            if (heard.size() == 1) {
                throw error.get();
            }
        }
    }

    /** The registering thread ran into what one watcher threw, and never came to the others. */
    @Test
    void aWatcherThatThrowsHidesNoChangeFromOthers() {
        List<Recorder> watchers = new ArrayList<>();
        for (int i = 0; i < 10; i++) { // in whatever order they are told
            watchers.add(new Thrower(() -> new AssertionError("thrown by a test")));
        }
        watchers.forEach(this::watch);

        assertThatCode(() -> registry.register(A)).doesNotThrowAnyException();

        assertThat(watchers).allSatisfy(each -> assertThat(each.heard).containsExactly(List.of(A)));
    }

    /** An Error left the watch behind as one that is just being told, so nobody told it anything again. */
    @Test
    void aWatcherThatThrowsAnErrorHearsTheNextChange() {
        Thrower thrower = new Thrower(() -> new StackOverflowError("thrown by a test"));
        watch(thrower);
        registry.register(A);

        registry.register(B);

        assertThat(thrower.heard).containsExactly(List.of(A), List.of(A, B));
    }
}
