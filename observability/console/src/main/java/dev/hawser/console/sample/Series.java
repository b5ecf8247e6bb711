// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;

/**
 * What one endpoint did, second by second. Nine bytes a step, so 5.4 kB for ten minutes. Not safe for several threads.
 */
final class Series {
    private final Ring perSecond;
    private final Ring failedPerSecond;
    private final byte[] states;
    private long steps;
    private long total;
    private long failed;
    private EndpointState state;
    private long sinceNanos;

    Series(int size, EndpointView first, long nanos) {
        perSecond = new Ring(size);
        failedPerSecond = new Ring(size);
        states = new byte[size];
        total = first.traffic().total();
        failed = first.traffic().failed();
        state = first.state();
        sinceNanos = nanos;
    }

    /** One more step, so many seconds after the last. */
    void add(EndpointView view, long nanos, double seconds) {
        look(view, nanos);
        perSecond.add(rate(total, view.traffic().total(), seconds));
        failedPerSecond.add(rate(failed, view.traffic().failed(), seconds));
        states[(int) (steps % states.length)] = (byte) (view.state().ordinal() + 1);
        steps++;
        total = view.traffic().total();
        failed = view.traffic().failed();
    }

    /** No step, but its state may have changed. */
    void look(EndpointView view, long nanos) {
        if (view.state() != state) {
            state = view.state();
            sinceNanos = nanos;
        }
    }

    /** A step in which it wasn't there. */
    void skip() {
        perSecond.add(Float.NaN);
        failedPerSecond.add(Float.NaN);
        states[(int) (steps % states.length)] = 0;
        steps++;
    }

    /** It was away, and is back: its counts may have begun anew. */
    void restart(EndpointView view, long nanos) {
        total = view.traffic().total();
        failed = view.traffic().failed();
        state = view.state();
        sinceNanos = nanos;
    }

    private static double rate(long earlier, long later, double seconds) {
        return seconds > 0 ? Math.max(0, later - earlier) / seconds : Float.NaN;
    }

    Ring perSecond() {
        return perSecond;
    }

    Ring failedPerSecond() {
        return failedPerSecond;
    }

    /** The state so many steps ago; 0 if it wasn't there, else one more than the state's number. */
    int stateBack(int back) {
        return back >= Math.min(steps, states.length) ? 0 : states[(int) ((steps - 1 - back) % states.length)];
    }

    long sinceNanos() {
        return sinceNanos;
    }

    int size() {
        return states.length;
    }
}
