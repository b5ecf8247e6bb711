// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static dev.hawser.consul.FakeConsul.json;
import static dev.hawser.consul.FakeConsul.raw;
import static dev.hawser.consul.FakeConsul.reply;
import static dev.hawser.consul.ScriptedWatch.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log is told: each thing once, and never a token. */
class ConsulLogTest {
    private static final String CANARY = "c4nary-0000-t0ken";

    private final FakeConsul consul = new FakeConsul();
    private final ConsulOptions options = ConsulOptions.at(consul.uri());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()));
        }
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.TRACE);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void end() {
        root.detachAppender(appender);
        root.setLevel(before);
        consul.close();
    }

    private List<String> warnings() {
        return lines.stream().filter(line -> line.startsWith("WARN")).toList();
    }

    @Test
    void aWeightThatIsNoneIsWarnedOfOnceAndAgainWhenItComesBack() {
        String bad = instance("a", "10.0.0.1", 1, "passing", "\"Meta\":{\"w\":\"heavy\"}");
        String good = instance("a", "10.0.0.1", 1, "passing", "\"Meta\":{\"w\":\"5\"}");
        consul.then(
                json(2, "[" + bad + "]"),
                json(3, "[" + bad + "]"),
                json(4, "[" + good + "]"),
                json(5, "[" + bad + "]"));
        try (ScriptedWatch watch = new ScriptedWatch(options.withWeights(ConsulWeights.fromMeta("w", 200)))) {
            watch.hears(4);

            eventually(() -> assertThat(warnings())
                    .hasSize(2)
                    .allMatch(line ->
                            line.endsWith("instance 'a': w: 'heavy' (expected: 0 to 1000000); the weight is 200")));
        }
    }

    @Test
    void aThousandBrokenInstancesAreSixLines() {
        StringBuilder all = new StringBuilder("[" + instance("good", "10.0.0.1", 1));
        for (int i = 0; i < 1_000; i++) {
            all.append(',').append(instance("bad" + i, "10.0.0.1", 0));
        }
        consul.setBody(all.append(']').toString());
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.rests(1);

            assertThat(warnings()).hasSize(6);
            assertThat(warnings().get(5)).endsWith("the same or the like of 995 more instances");
        }
    }

    @Test
    void anAnswerThatMayBeOldIsUsedAndWarnedOfOnce() {
        String one = "[" + instance("a", "10.0.0.1", 1) + "]";
        String old = "X-Consul-KnownLeader: false\r\nX-Consul-LastContact: 25000\r\n";
        consul.then(
                reply(200, "X-Consul-Index: 2\r\n" + old, one),
                reply(200, "X-Consul-Index: 3\r\n" + old, one),
                reply(200, "X-Consul-Index: 4\r\nX-Consul-LastContact: 12\r\n", one));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(3);

            assertThat(watch.heard.answers()).hasSizeGreaterThanOrEqualTo(3);
            eventually(() -> assertThat(warnings()).hasSize(1).allMatch(line -> line.contains("knows no leader")));
        }
    }

    @Test
    void pollingIsWarnedOfOnce() {
        consul.always(reply(200, "", "[]"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.rests(1);
            watch.time.advance(java.time.Duration.ofSeconds(17));
            watch.rests(2);

            assertThat(warnings()).hasSize(1);
            assertThat(warnings().get(0)).contains("asking every PT15S instead");
        }
    }

    /** Consul may repeat what it was sent, and so may whatever is in its place. */
    @Test
    void theTokenIsInNoLogLineAndNoException() {
        consul.then(
                reply(403, "", "token " + CANARY + " is unknown"),
                reply(500, "", CANARY),
                reply(302, "Location: http://elsewhere/?t=" + CANARY + "\r\n", ""),
                reply(200, "Content-Type: text/" + CANARY + "\r\n", "x"),
                json(3, "[{\"Service\":{\"ID\":\"" + CANARY + "\",\"Port\":0}}]"),
                json(3, CANARY),
                raw(CANARY + "\r\n\r\n"));
        consul.set(instance("a", "10.0.0.1", 1));
        ConsulOptions secret = options.withToken(TokenSource.of(CANARY));
        try (ScriptedWatch watch = new ScriptedWatch(secret)) {
            watch.answers(1);
            assertThat(consul.last().headers()).containsEntry("x-consul-token", CANARY);

            StringWriter all = new StringWriter();
            watch.heard.failures().forEach(failure -> failure.printStackTrace(new PrintWriter(all)));
            assertThat(watch.heard.failures()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(all.toString()).doesNotContain(CANARY);
            assertThat(String.join("\n", lines)).doesNotContain(CANARY);
            assertThat(secret + watch.heard.answers().toString()).doesNotContain(CANARY);
        }
    }

    /** What the other side repeats was cut before the token was looked for, and half a token was not found. */
    @Test
    void aTokenThatIsCutInTwoIsNotShownEither() {
        for (int before : new int[] {180, 195, 1_000, 1_015}) {
            consul.then(reply(403, "", "x".repeat(before) + CANARY));
            consul.then(reply(200, "Content-Type: text/" + "x".repeat(before) + CANARY + "\r\n", ""));
        }
        try (ScriptedWatch watch = new ScriptedWatch(options.withToken(TokenSource.of(CANARY)))) {
            watch.answers(1);

            assertThat(watch.heard.failures())
                    .hasSize(8)
                    .allSatisfy(failure -> assertThat(failure.getMessage()).doesNotContain(CANARY.substring(0, 4)));
        }
    }

    /** Errors were looked through, names and tags were not; those are on each page that shows an endpoint. */
    @Test
    void aTokenThatConsulRepeatsInInstancesIsNotShown() {
        String told = "\"Tags\":[\"t-" + CANARY + "\"],\"Meta\":{\"zone\":\"z-" + CANARY + "\",\"team\":\"" + CANARY
                + "\",\"long\":\"" + "x".repeat(ConsulAttributes.MAX_VALUE - 10) + CANARY + "\"}";
        consul.set(
                instance("id-" + CANARY, "10.0.0.1", 1, "passing", told),
                instance("plain", "10.0.0.2", 1),
                instance("host", CANARY + ".example.com", 1));
        ConsulOptions secret = options.withToken(TokenSource.of(CANARY))
                .withAttributes(ConsulAttributes.defaults().withMetadata("team", "long"));
        try (ScriptedWatch watch = new ScriptedWatch(secret)) {
            watch.answers(1);

            assertThat(watch.heard.addresses()).containsExactly("10.0.0.1:1", "10.0.0.2:1");
            assertThat(watch.heard.answers().get(0).get(0).attributes())
                    .containsEntry("consul.id", "id-***")
                    .containsEntry("consul.tags", "t-***")
                    .containsEntry("zone", "z-***")
                    .containsEntry("meta.team", "***")
                    .containsEntry("meta.long", "x".repeat(ConsulAttributes.MAX_VALUE - 10) + "***");
            eventually(() -> assertThat(warnings()).singleElement().asString().contains("its address holds the token"));
            assertThat(lines + watch.heard.answers().toString()).doesNotContain(CANARY.substring(0, 9));
        }
    }

    /** So short that it is in a name by chance; without it the instances would be others. */
    @Test
    void aTokenThatIsNoSecretChangesNoInstance() {
        consul.set(instance("web-1", "web.example.com", 1));
        try (ScriptedWatch watch = new ScriptedWatch(options.withToken(TokenSource.of("web")))) {
            watch.answers(1);

            assertThat(watch.heard.addresses()).containsExactly("web.example.com:1");
            assertThat(watch.heard.answers().get(0).get(0).attributes()).containsEntry("consul.id", "web-1");
        }
    }

    /** The JDK's client shows a header's value that it doesn't take. */
    @Test
    void aTokenThatNoHeaderTakesIsNotShown() {
        ConsulOptions secret = options.withToken(() -> java.util.Optional.of(CANARY + "\r\nX-Other: 1"));
        try (ScriptedWatch watch = new ScriptedWatch(secret)) {
            watch.hears(1);

            StringWriter all = new StringWriter();
            watch.heard.failures().forEach(failure -> failure.printStackTrace(new PrintWriter(all)));
            assertThat(all.toString()).contains("no token: ").doesNotContain(CANARY);
            assertThat(consul.requests()).isEmpty();
        }
    }
}
