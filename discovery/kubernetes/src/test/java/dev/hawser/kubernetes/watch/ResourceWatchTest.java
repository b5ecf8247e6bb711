// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import static dev.hawser.kubernetes.TestSlices.at;
import static dev.hawser.kubernetes.TestSlices.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discovery;
import dev.hawser.kubernetes.ServiceOptions;
import dev.hawser.kubernetes.TestReaders;
import dev.hawser.kubernetes.TestSlices;
import dev.hawser.kubernetes.api.ApiException;
import dev.hawser.kubernetes.api.TooLargeException;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import dev.hawser.testkit.RecordingWatcher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listing and watching, in virtual time and without a network. */
class ResourceWatchTest {
    private static final ResourceKind SLICES = new ResourceKind(
            "discovery.k8s.io",
            "v1",
            "endpointslices",
            Optional.of("kubernetes.io/service-name=kv"),
            new Place.Namespace(Optional.empty()));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final QueuedExecutor executor = new QueuedExecutor();
    private final FakeApi api = new FakeApi();
    private final RecordingWatcher heard = new RecordingWatcher();
    private ResourceSource.Opening opening = api::open;
    private Discovery.Subscription watch = () -> {};

    private void watch() {
        Discovery source = new ResourceSource<>(
                "kubernetes:///kv",
                SLICES,
                TestReaders.slices(ServiceOptions.of("kv")),
                () -> opening.open(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                new Random(1));
        watch = source.watch(heard, new Discovery.Context(time, executor));
        executor.runAll();
    }

    private void pass(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(SECOND)) {
            time.advance(SECOND);
            executor.runAll();
        }
    }

    private void bookmark(String version) {
        api.say("{\"type\": \"BOOKMARK\", \"object\": {\"metadata\": {\"resourceVersion\": \"" + version + "\"}}}");
    }

    private void refuse(int code) {
        api.say("{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": " + code
                + ", \"message\": \"too old resource version\"}}");
    }

    private static ApiException status(int code) {
        String body = "{\"kind\": \"Status\", \"message\": \"from the server\"}";
        return ApiException.of(code, "list", "endpointslices in namespace shop", body, Duration.ZERO);
    }

    private List<String> messages() {
        return heard.failures().stream().map(Throwable::getMessage).toList();
    }

    @AfterEach
    void nothingIsLeft() {
        watch.close();
        executor.runAll();

        assertThat(time.pending()).isZero();
        assertThat(api.watches()).isZero();
        assertThat(api.closed).isEqualTo(api.opened);
    }

    // The course of things

    @Test
    void aListComesFirstThenAWatchFromItsVersion() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));

        watch();

        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001");
        assertThat(api.questions.get(0))
                .isEqualTo("apis/discovery.k8s.io/v1/namespaces/shop/endpointslices?limit=100"
                        + "&labelSelector=kubernetes.io%2Fservice-name%3Dkv");
        assertThat(api.questions.get(1))
                .startsWith("apis/discovery.k8s.io/v1/namespaces/shop/endpointslices?watch=true"
                        + "&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=");
    }

    @Test
    void eachEventIsTheWholeNewSet() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        api.put("kv-b", slice("kv-b", at("10.0.0.2")));
        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");

        api.delete("kv-a");
        pass(SECOND);
        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
        assertThat(heard.failures()).isEmpty();
    }

    @Test
    void aWatchLivesFiveToTenMinutesAndTheNextOneGoesOnFromTheLatestVersion() {
        watch();
        bookmark("41");
        long seconds = Long.parseLong(api.questions.get(1).replaceAll(".*timeoutSeconds=(\\d+).*", "$1"));
        assertThat(seconds).isBetween(300L, 600L);

        pass(Duration.ofSeconds(seconds));
        api.end(Optional.empty());

        assertThat(api.questions.get(2)).contains("resourceVersion=41");
        assertThat(heard.failures()).isEmpty();
    }

    @Test
    void aBookmarkConfirmsTheSet() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        int before = heard.answers().size();

        bookmark("41");

        assertThat(heard.answers()).hasSize(before + 1);
        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001");
    }

    /** A black hole: nothing comes, and the server doesn't keep its own word. */
    @Test
    void aWatchThatTheServerForgetsToEndIsEndedHere() {
        watch();

        pass(Duration.ofMinutes(11));

        assertThat(api.asked("watch=true")).isGreaterThan(1);
        assertThat(api.watches()).isEqualTo(1);
    }

    // What goes wrong

    /** A connection that died without a word was noticed when the watch should have ended, after five to ten minutes. */
    @Test
    void aWatchWithoutTheBookmarksThatUsedToComeIsBegunAnewAfterTwoAndAHalfMinutes() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        pass(SECOND.multipliedBy(60));
        bookmark("41");
        api.loseWatches();
        api.putUnseen("kv-a", slice("kv-a", at("10.0.0.2")));

        pass(SECOND.multipliedBy(149));
        assertThat(api.asked("watch=true")).isEqualTo(1);
        pass(SECOND);

        assertThat(api.asked("watch=true")).isEqualTo(2);
        assertThat(api.questions.get(2)).contains("resourceVersion=41");
        assertThat(api.asked("limit=")).isEqualTo(1);
        assertThat(heard.failures()).isEmpty();
        api.put("kv-a", slice("kv-a", at("10.0.0.3")));
        pass(SECOND);
        assertThat(heard.addresses()).containsExactly("10.0.0.3:7001");
    }

    /** So a server that is dead is a failure, and soon. */
    @Test
    void ifNobodyAnswersTheNewWatchEitherThatIsAFailure() {
        watch();
        bookmark("41");
        api.loseWatches();
        api.hang();

        pass(SECOND.multipliedBy(160));

        assertThat(messages()).containsExactly("no answer within 10s");
    }

    @Test
    void whoeverIsHeardOfIsNotSilent() {
        watch();
        bookmark("41");
        for (int i = 0; i < 5; i++) {
            pass(SECOND.multipliedBy(40));
            api.put("kv-a", slice("kv-a", at("10.0.0." + (i + 1))));
        }

        assertThat(api.asked("watch=true")).isEqualTo(1);
    }

    /** Bookmarks are an offer; where there are none, quiet is what a service without changes is. */
    @Test
    void aServerThatSendsNoBookmarksMayBeSilent() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        pass(SECOND.multipliedBy(290));

        assertThat(api.asked("watch=true")).isEqualTo(1);
    }

    @Test
    void aDroppedWatchIsTakenUpAgainWithoutAList() {
        watch();
        bookmark("41");

        api.end(Optional.of(new IOException("connection reset")));
        pass(SECOND);

        assertThat(api.asked("limit=")).isEqualTo(1);
        assertThat(api.questions.get(2)).contains("resourceVersion=41");
        assertThat(heard.failures()).isEmpty();
    }

    /** As by a proxy that passes on what there is and ends the answer: the next watch began without a pause. */
    @Test
    void watchesThatEndAsSoonAsTheyHaveBroughtSomethingAreSlowedDown() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        for (int i = 0; i < 1_000; i++) {
            bookmark(Integer.toString(100 + i));
            api.end(Optional.empty());
        }

        assertThat(api.asked("watch=true")).isLessThan(10);
        pass(SECOND);
        assertThat(api.watches()).isEqualTo(1);
    }

    @Test
    void aVersionThatIsTooOldLeadsToAListAtOnceWhichNoticesDeletions() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        api.put("kv-b", slice("kv-b", at("10.0.0.2")));
        watch();
        api.deleteUnseen("kv-a");
        api.putUnseen("kv-c", slice("kv-c", at("10.0.0.3")));

        refuse(410);
        pass(SECOND);

        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001", "10.0.0.3:7001");
        assertThat(heard.failures()).isEmpty();
        assertThat(api.watches()).isEqualTo(1);
    }

    /** A server that answers each watch with 410 must not be asked for lists in a tight loop. */
    @Test
    void repeated410sAreSlowedDown() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        for (int i = 0; i < 60; i++) {
            refuse(410);
            pass(SECOND);
        }

        assertThat(api.asked("limit=")).isBetween(5L, 25L);
    }

    @Test
    void aMalformedEventLeadsToAList() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        api.putUnseen("kv-a", slice("kv-a", at("10.0.0.2")));

        api.say("{\"type\": \"MODIFIED\", \"obj");
        pass(SECOND.multipliedBy(3));

        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
        assertThat(messages()).singleElement().asString().startsWith("malformed answer");
    }

    @Test
    void aFailureKeepsTheSetAndIsTriedAgainAfterFiveSecondsAtMost() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        api.breakDown(new IOException("connection refused"));
        pass(Duration.ofMinutes(2));
        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001");
        assertThat(heard.failures()).hasSizeBetween(20, 40);

        api.heal();
        api.putUnseen("kv-a", slice("kv-a", at("10.0.0.2")));
        api.say("nobody listens");
        pass(Duration.ofSeconds(6));
        assertThat(api.watches()).isEqualTo(1);
        api.put("kv-a", slice("kv-a", at("10.0.0.2")));
        pass(SECOND);
        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
    }

    @Test
    void whatIsDeniedIsTriedAgainAfterThirtySecondsAtMostAndSaysWhatToDo() {
        api.breakDown(status(403));
        watch();
        pass(Duration.ofMinutes(5));

        assertThat(heard.failures()).hasSizeBetween(12, 22);
        assertThat(messages().get(0))
                .startsWith("403 for list endpointslices in namespace shop (the account may not;")
                .contains("docs/kubernetes.md")
                .endsWith("from the server");

        api.heal();
        pass(Duration.ofSeconds(31));
        assertThat(heard.answers()).isNotEmpty();
    }

    /** Then it is polled: every third attempt is a list. */
    @Test
    void whoMayListButNotWatchStillSeesChanges() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        for (int i = 0; i < 120; i++) {
            refuse(403);
            pass(SECOND);
        }
        api.putUnseen("kv-a", slice("kv-a", at("10.0.0.2")));

        for (int i = 0; i < 120; i++) {
            refuse(403);
            pass(SECOND);
        }

        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
    }

    @Test
    void aConnectionThatCannotBeMadeIsAFailureAndTriedAgain() {
        opening = () -> {
            throw new IOException("kubeconfig: none");
        };
        watch();
        assertThat(messages()).containsExactly("kubeconfig: none");

        opening = api::open;
        pass(SECOND);

        assertThat(api.watches()).isEqualTo(1);
    }

    /** Whatever a credential plugin or a class path does to it: there was no timer that would have tried again. */
    @Test
    void anErrorWhileConnectingIsAFailureAndTriedAgain() {
        opening = () -> {
            throw new AssertionError("thrown by a test");
        };
        watch();
        assertThat(messages()).hasSize(1);

        opening = api::open;
        pass(SECOND);

        assertThat(api.watches()).isEqualTo(1);
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() {
        api.hang();
        watch();

        pass(Duration.ofSeconds(10));
        assertThat(messages()).containsExactly("no answer within 10s");

        api.heal();
        pass(SECOND);
        assertThat(heard.answers()).hasSize(1);
    }

    @Test
    void anAnswerThatComesAfterItWasGivenUpIsNotHeard() {
        api.hang();
        watch();
        pass(Duration.ofSeconds(10));
        api.heal();
        pass(SECOND);
        int before = heard.heard();

        api.answerLate();
        pass(SECOND);

        assertThat(heard.heard()).isEqualTo(before);
        assertThat(api.watches()).isEqualTo(1);
    }

    @Test
    void aSliceThatCannotBeReadStaysAsItWasAndIsReported() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        api.put("kv-b", slice("kv-b", at("10.0.0.2")));
        watch();

        api.put("kv-a", TestSlices.full("kv-a", "IPv4", "", "", at("10.0.0.3")));

        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
        assertThat(messages()).containsExactly("shop/kv-a can't be read: port: not given (expected: one of [])");
    }

    // Gone

    @Test
    void thatNobodyIsLeftIsCertainIfTheLastWereSeenToGo() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        api.put("kv-b", slice("kv-b", at("10.0.0.2")));
        watch();

        api.delete("kv-a");
        assertThat(heard.gone()).isZero();
        api.delete("kv-b");
        pass(SECOND);

        assertThat(heard.gone()).isEqualTo(1);
    }

    @Test
    void aServiceScaledToNothingIsGoneToo() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        api.put("kv-a", slice("kv-a"));
        pass(SECOND);

        assertThat(heard.gone()).isEqualTo(1);
    }

    @Test
    void anEmptyListIsOnlyAnEmptyAnswer() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        api.deleteUnseen("kv-a");

        refuse(410);
        pass(SECOND);

        assertThat(heard.latest()).isEmpty();
        assertThat(heard.gone()).isZero();
        bookmark("50");
        assertThat(heard.gone()).isZero();
    }

    /** Probes that fail everywhere at once are more likely a mistake than the truth. */
    @Test
    void thatNobodyIsReadyIsOnlyAnEmptyAnswer() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();

        api.put("kv-a", slice("kv-a", at("10.0.0.1", "ready=false")));
        assertThat(heard.latest()).isEmpty();
        assertThat(heard.gone()).isZero();

        api.delete("kv-a");
        assertThat(heard.gone()).isEqualTo(1);
    }

    @Test
    void goneStaysGoneUntilSomebodyComes() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        watch();
        api.delete("kv-a");
        pass(SECOND);

        refuse(410);
        assertThat(heard.gone()).isEqualTo(2);

        api.put("kv-b", slice("kv-b", at("10.0.0.2")));
        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001");
    }

    // Pages

    @Test
    void nothingIsToldBeforeTheListIsComplete() {
        ListWatch<?> rules = new ListWatch<>(
                TestReaders.slices(ServiceOptions.of("kv")), new Pace(Duration.ofMinutes(5), new Random(1)));
        rules.begin();
        rules.onOpened();
        Resource first = TestSlices.resource(slice("kv-a", at("10.0.0.1")));
        Resource second = TestSlices.resource(slice("kv-b", at("10.0.0.2")));

        Step step = rules.onPage(new Page(List.of(first), "7", Optional.of("more")), 0);
        assertThat(step.news()).isEmpty();
        assertThat(step.next()).isEqualTo(new Step.ListPage(100, Optional.of("more"), 0));

        step = rules.onPage(new Page(List.of(second), "7", Optional.empty()), 0);
        assertThat(((Step.Known) step.news().get(0)).endpoints()).hasSize(2);
        assertThat(step.next()).isInstanceOf(Step.Watch.class);
    }

    /** It took so long to read that the server has forgotten where it began. */
    @Test
    void aListWhoseTokenHasExpiredIsBegunAnew() {
        ListWatch<?> rules = new ListWatch<>(
                TestReaders.slices(ServiceOptions.of("kv")), new Pace(Duration.ofMinutes(5), new Random(1)));
        rules.onOpened();
        Resource stale = TestSlices.resource(slice("kv-a", at("10.0.0.1")));
        rules.onPage(new Page(List.of(stale), "7", Optional.of("more")), 0);

        Step step = rules.onFailed(status(410));
        assertThat(step.news()).isEmpty();
        assertThat(((Step.ListPage) step.next()).continueToken()).isEmpty();

        Resource fresh = TestSlices.resource(slice("kv-b", at("10.0.0.2")));
        step = rules.onPage(new Page(List.of(fresh), "9", Optional.empty()), 0);
        assertThat(TestSlices.addresses(((Step.Known) step.news().get(0)).endpoints()))
                .containsExactly("10.0.0.2:7001");
    }

    /** As behind a cache that pays no heed to the parameter: page upon page, without a pause, until there is no memory. */
    @Test
    void aListWithoutAnEndIsGivenUp() {
        ListWatch<?> rules = new ListWatch<>(
                TestReaders.slices(ServiceOptions.of("kv")), new Pace(Duration.ofMinutes(5), new Random(1)));
        rules.onOpened();
        List<Resource> slices = IntStream.range(0, 100)
                .mapToObj(i -> TestSlices.resource(slice("kv-" + i, at("10.0.0.1"))))
                .toList();

        Step step = null;
        for (int i = 0; i < 1_000 && (step == null || step.news().isEmpty()); i++) {
            step = rules.onPage(new Page(slices, "7", Optional.of("more-" + i)), 0);
        }

        assertThat(step.news()).hasOnlyElementsOfType(Step.Failed.class).hasSize(1);
        assertThat(step.next().delayNanos()).isPositive();
    }

    @Test
    void pagesThatAreTooLargeBecomeSmaller() {
        ListWatch<?> rules = new ListWatch<>(
                TestReaders.slices(ServiceOptions.of("kv")), new Pace(Duration.ofMinutes(5), new Random(1)));
        rules.onOpened();

        assertThat(((Step.ListPage) rules.onFailed(new TooLargeException(1024)).next()).limit())
                .isEqualTo(50);
        assertThat(((Step.ListPage) rules.onFailed(new TooLargeException(1024)).next()).limit())
                .isEqualTo(25);
    }

    // A large service

    private static String[] pods(int slice, String conditions) {
        return IntStream.range(0, 100)
                .mapToObj(pod -> at("10.0." + slice + "." + (pod + 1), conditions))
                .toArray(String[]::new);
    }

    /** Ten slices change one after the other; each set that is heard has all thousand pods (sercand/kuberesolver#66). */
    @Test
    void aThousandPodsInTenSlicesAreOneSetThatNeverFlaps() {
        for (int i = 0; i < 10; i++) {
            api.put("kv-" + i, slice("kv-" + i, pods(i, "ready=true")));
        }
        watch();

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                api.put("kv-" + i, slice("kv-" + i, pods(i, "ready=true terminating=" + (round % 2 == 0))));
            }
            refuse(410);
            bookmark("9");
        }

        assertThat(heard.answers()).hasSizeGreaterThan(30);
        assertThat(heard.answers().stream().distinct().map(List::size)).containsExactly(1000);
    }

    /**
     * From the line that comes in to what the watcher hears. All of it is done by this thread, whose processor time is
     * measured, because other work goes on as well; the best of twenty, because the compiler warms up.
     */
    @Test
    void aChangeAmongTenThousandPodsTakesLessThan100MillisecondsOfProcessorTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 100; i++) {
            api.put("kv-" + i, slice("kv-" + i, pods(i, "ready=true")));
        }
        watch();
        String[] changed = {slice("kv-7", at("10.0.7.1")), slice("kv-7", pods(7, "ready=true"))};

        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadCpuTime();
            api.put("kv-7", changed[i % 2]);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
        }

        assertThat(heard.latest()).hasSize(10_000);
        assertThat(Duration.ofNanos(best)).isPositive().isLessThan(Duration.ofMillis(100));
    }

    /** Whichever comes first, the new slice or the end of the old one. */
    @Test
    void slicesThatAreDealtAnewUnderOtherNamesDoNotFlap() {
        for (int i = 0; i < 10; i++) {
            api.put("kv-" + i, slice("kv-" + i, pods(i, "ready=true")));
        }
        watch();

        for (int i = 0; i < 10; i += 2) {
            api.put("kv-new-" + i, slice("kv-new-" + i, pods(i, "ready=true")));
            api.delete("kv-" + i);
            api.delete("kv-" + (i + 1));
            api.put("kv-new-" + (i + 1), slice("kv-new-" + (i + 1), pods(i + 1, "ready=true")));
            pass(SECOND);
        }
        pass(SECOND.multipliedBy(5));

        assertThat(heard.answers().stream().distinct().map(List::size)).containsExactly(1000);
        assertThat(heard.gone()).isZero();
    }

    @Test
    void aPodThatMovesFromOneSliceToAnotherDoesNotFlap() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1"), at("10.0.0.2")));
        api.put("kv-b", slice("kv-b", at("10.0.0.3")));
        watch();

        api.put("kv-a", slice("kv-a", at("10.0.0.1")));
        time.advance(Duration.ofMillis(900));
        api.put("kv-b", slice("kv-b", at("10.0.0.3"), at("10.0.0.2")));
        pass(SECOND.multipliedBy(5));

        assertThat(heard.answers().stream().distinct()).hasSize(1);
    }

    /** Grace is for those who vanish; who is no longer ready says so. */
    @Test
    void onePodThatIsNoLongerReadyLeavesAtOnceAndOneThatVanishesAfterASecond() {
        api.put("kv-a", slice("kv-a", at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")));
        watch();

        api.put("kv-a", slice("kv-a", at("10.0.0.1", "ready=false"), at("10.0.0.3")));
        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001", "10.0.0.3:7001");

        time.advance(Duration.ofMillis(999));
        bookmark("8");
        assertThat(heard.addresses()).containsExactly("10.0.0.2:7001", "10.0.0.3:7001");
        time.advance(Duration.ofMillis(1));
        assertThat(heard.addresses()).containsExactly("10.0.0.3:7001");
    }
}
