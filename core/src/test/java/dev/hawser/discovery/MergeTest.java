// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeTest {

    /** A source that is told what to say. */
    private static final class Source implements Discovery {
        private final List<Watcher> watchers = new ArrayList<>();

        @Override
        public Subscription watch(Watcher watcher, Context context) {
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
        }

        void say(Endpoint... endpoints) {
            watchers.forEach(each -> each.onEndpoints(List.of(endpoints)));
        }

        @Override
        public String describe() {
            return "source";
        }
    }

    /** Each empty answer confirmed the set that it had not confirmed, so its age stayed 0 and no problem lasted. */
    @Test
    void anEmptyAnswerThatIsIgnoredDoesNotConfirmTheSet() {
        Source source = new Source();
        List<String> heard = new ArrayList<>();
        Discovery.Watcher watcher = new Discovery.Watcher() {
            @Override
            public void onEndpoints(List<Endpoint> endpoints) {
                heard.add(endpoints.size() + " endpoints");
            }

            @Override
            public void onFailure(Throwable cause) {
                heard.add("failure");
            }
        };
        try (SystemTime time = new SystemTime("test");
                var watch = Discoveries.merge(source).watch(watcher, new Discovery.Context(time, Runnable::run))) {
            source.say(Endpoint.of("a:1"));
            source.say();

            assertThat(heard).containsExactly("1 endpoints", "failure");
        }
    }
}
