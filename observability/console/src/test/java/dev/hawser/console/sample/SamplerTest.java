// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String FIRST = "10.0.0.1:7001";
    private static final String SECOND_ONE = "10.0.0.2:7001";

    private final HistoryBudget budget = new HistoryBudget();
    private final Sampler sampler = new Sampler(600, budget);
    private long now = Long.MAX_VALUE - 3 * SECOND; // readings may wrap
    private long seconds = 1_000_000;

    private PoolSample step(PoolView view) {
        now += SECOND;
        seconds++;
        return sampler.step(view, Instant.ofEpochSecond(seconds), now);
    }

    @Test
    void afterOneLookNothingIsKnownOfRates() {
        PoolSample sample = step(Views.pool(Views.use(100, 0, 0), Views.up(FIRST, 100)));

        assertThat(sample.rates()).isEmpty();
        assertThat(sample.endpoints().get(0).perSecond()).isEmpty();
        assertThat(sample.endpoints().get(0).share()).isEmpty();
    }

    @Test
    void ratesAreThoseOfTheLastTenSeconds() {
        step(Views.pool(Views.use(0, 1000, 1000)));
        for (int i = 1; i <= 10; i++) {
            step(Views.pool(Views.use(i * 99L, 1000 + i, 1000 + i * 5L)));
        }
        PoolSample sample = step(Views.pool(Views.use(11 * 99, 1011, 1055)));

        Rates rates = sample.rates().orElseThrow();
        assertThat(rates.perSecond()).isEqualTo(100, within(0.001));
        assertThat(rates.failedPerSecond()).isEqualTo(5, within(0.001));
        assertThat(rates.successPercent()).hasValue(95.0);
        assertThat(Rates.millis(rates.uses(), 0.5).orElseThrow()).isBetween(1.0, 1.2);
        assertThat(Rates.millis(rates.uses(), 1).orElseThrow()).isBetween(100.0, 113.0);
    }

    @Test
    void withoutWorkThereIsNoSuccessAndNoQuantile() {
        step(Views.pool(Views.use(7, 0, 0)));
        Rates rates = step(Views.pool(Views.use(7, 0, 0))).rates().orElseThrow();

        assertThat(rates.perSecond()).isZero();
        assertThat(rates.successPercent()).isEmpty();
        assertThat(Rates.millis(rates.uses(), 0.5)).isEmpty();
    }

    @Test
    void anEndpointsShareIsItsPartOfWhatAllDid() {
        step(Views.pool(Use.NONE, Views.up(FIRST, 0), Views.up(SECOND_ONE, 0)));
        PoolSample sample = step(Views.pool(Use.NONE, Views.up(FIRST, 30), Views.up(SECOND_ONE, 10)));

        assertThat(sample.endpoints().get(0).perSecond()).hasValue(30);
        assertThat(sample.endpoints().get(0).share()).hasValue(0.75);
        assertThat(sample.endpoints().get(1).share()).hasValue(0.25);
    }

    @Test
    void aSparklineIsALastMinute() {
        for (int i = 0; i < 100; i++) {
            step(Views.pool(Use.NONE, Views.up(FIRST, i * i)));
        }
        int[] spark = step(Views.pool(Use.NONE, Views.up(FIRST, 100 * 100)))
                .endpoints()
                .get(0)
                .spark();

        assertThat(spark).hasSize(60).endsWith(195, 197, 199);
    }

    @Test
    void aStateLastsFromTheLookThatSawIt() {
        step(Views.pool(Use.NONE, Views.up(FIRST, 0)));
        step(Views.pool(Use.NONE, Views.endpoint(FIRST, EndpointState.DOWN, 0, 0)));
        step(Views.pool(Use.NONE, Views.endpoint(FIRST, EndpointState.DOWN, 0, 0)));
        PoolSample sample = step(Views.pool(Use.NONE, Views.endpoint(FIRST, EndpointState.DOWN, 0, 0)));

        assertThat(sample.endpoints().get(0).inState()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aLookBetweenTwoStepsShowsTheStateAndCountsNothing() {
        step(Views.pool(Use.NONE, Views.up(FIRST, 0)));
        step(Views.pool(Use.NONE, Views.up(FIRST, 10)));
        PoolSample look = sampler.look(Views.pool(Use.NONE, Views.endpoint(FIRST, EndpointState.DOWN, 99, 0)), now + 1);
        PoolSample next = step(Views.pool(Use.NONE, Views.up(FIRST, 20)));

        assertThat(look.endpoints().get(0).view().state()).isEqualTo(EndpointState.DOWN);
        assertThat(look.endpoints().get(0).perSecond()).hasValue(10);
        assertThat(next.endpoints().get(0).perSecond()).hasValue(10);
        assertThat(sampler.history(Optional.empty()).seconds()).hasSize(3);
    }

    @Test
    void thePastIsInColumnsOfOneLength() {
        step(Views.pool(Views.use(0, 0, 0), Views.up(FIRST, 0)));
        step(Views.pool(Views.use(10, 0, 1), Views.endpoint(FIRST, EndpointState.UP, 10, 1), Views.up(SECOND_ONE, 5)));
        step(Views.pool(Views.use(30, 0, 1), Views.endpoint(SECOND_ONE, EndpointState.DOWN, 25, 0)));

        HistoryWindow past = sampler.history(Optional.empty());

        assertThat(past.seconds()).containsExactly(1_000_001, 1_000_002, 1_000_003);
        assertThat(past.columns().get("perSecond")).containsExactly(Float.NaN, 10f, 20f);
        assertThat(past.columns().get("failedPerSecond")).containsExactly(Float.NaN, 1f, 0f);
        assertThat(past.columns().get("waiting")).containsExactly(3f, 3f, 3f);
        assertThat(past.columns().get("inFlight")).containsExactly(2f, 4f, 2f);
        assertThat(past.endpoints().get(FIRST).states())
                .containsExactly(1 + EndpointState.UP.ordinal(), 1 + EndpointState.UP.ordinal(), 0);
        assertThat(past.endpoints().get(SECOND_ONE).perSecond()).containsExactly(Float.NaN, 0f, 20f);
        assertThat(past.leftOut()).isZero();
    }

    @Test
    void thePastEndsWhereTheHistoryDoes() {
        Sampler shortly = new Sampler(120, budget);
        for (int i = 1; i <= 200; i++) {
            shortly.step(Views.pool(Use.NONE), Instant.ofEpochSecond(i), i * SECOND);
        }

        assertThat(shortly.history(Optional.empty()).seconds())
                .hasSize(120)
                .startsWith(81)
                .endsWith(200);
    }

    /** It may not be made up from the difference of two lives' counts. */
    @Test
    void anEndpointThatComesBackBeginsAnew() {
        step(Views.pool(Use.NONE, Views.up(FIRST, 1000)));
        step(Views.pool(Use.NONE));
        step(Views.pool(Use.NONE, Views.up(FIRST, 5000)));
        PoolSample sample = step(Views.pool(Use.NONE, Views.up(FIRST, 5007)));

        assertThat(sample.endpoints().get(0).spark()).endsWith(0, 0, 7);
        assertThat(sample.endpoints().get(0).inState()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRemovedEndpointVanishesWhenItsLastStepIsTooOld() {
        step(Views.pool(Use.NONE, Views.up(FIRST, 0), Views.up(SECOND_ONE, 0)));
        for (int i = 0; i < 599; i++) {
            step(Views.pool(Use.NONE, Views.up(FIRST, 0)));
        }
        assertThat(sampler.history(Optional.empty()).endpoints()).containsKeys(FIRST, SECOND_ONE);

        step(Views.pool(Use.NONE, Views.up(FIRST, 0)));

        assertThat(sampler.history(Optional.empty()).endpoints()).containsOnlyKeys(FIRST);
        assertThat(budget.taken()).isEqualTo(1);
    }

    @Test
    void ofManyEndpointsOneIsToldAtATime() {
        List<EndpointView> many = Views.many(0, 101, 0);
        step(Views.pool(Use.NONE, many));
        String one = many.get(7).endpoint().address().toString();

        assertThat(sampler.history(Optional.empty()).endpoints()).isEmpty();
        assertThat(sampler.history(Optional.empty()).leftOut()).isEqualTo(101);
        assertThat(sampler.history(Optional.of(one)).endpoints()).containsOnlyKeys(one);
    }

    /** Ten thousand endpoints, of which five hundred are others each second, for as long as the history and longer. */
    @Test
    void tenThousandEndpointsThatComeAndGoTakeNoMoreThanTheyMay() {
        Sampler small = new Sampler(120, budget);
        for (int i = 0; i < 150; i++) {
            small.step(
                    Views.pool(Use.NONE, Views.many(i * 500, i * 500 + 10_000, 0)),
                    Instant.ofEpochSecond(i),
                    i * SECOND);
        }

        assertThat(budget.taken()).isLessThanOrEqualTo(HistoryBudget.MOST);
        assertThat(small.remembered()).isBetween(10_000, 10_000 + HistoryBudget.MOST);

        small.clear();
        assertThat(budget.taken()).isZero();
    }
}
