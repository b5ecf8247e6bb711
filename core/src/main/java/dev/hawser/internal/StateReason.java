// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import java.util.Optional;

/**
 * Why an endpoint went from one state to another, in words. What keeps it from serving explains the way there, and not the
 * way back: that it is busy or rate limited as well says nothing about how it came up.
 */
public final class StateReason {

    private StateReason() {}

    /**
     * @param hindrance why it can't serve now that it is in its new state; empty if it can
     * @param verdict what its health came from: why it is ejected, or why it is not any more; empty where none is watched
     * @return never empty
     */
    public static String of(EndpointState from, EndpointState to, Optional<Unavailable> hindrance, String verdict) {
        return switch (to) {
            case DOWN, DRAINING -> hindrance.map(Unavailable::toString).orElse("it is " + to);
            // in a panic an ejected endpoint serves all the same, and then nothing hinders it
            case EJECTED ->
                hindrance
                        .filter(Unavailable.Ejected.class::isInstance)
                        .map(Unavailable::toString)
                        .orElse("ejected: " + verdict);
            case IDLE, CONNECTING, UP -> back(from, to, verdict);
        };
    }

    private static String back(EndpointState from, EndpointState to, String verdict) {
        if (from == EndpointState.EJECTED) {
            return verdict;
        }
        if (from == EndpointState.DRAINING) {
            return "in service again";
        }
        return switch (to) {
            case UP -> from == EndpointState.DOWN ? "connected again" : "connected";
            case CONNECTING -> "its first connection is being opened";
            default ->
                from == EndpointState.CONNECTING
                        ? "the attempt to connect was given up"
                        : "its last connection was closed";
        };
    }
}
