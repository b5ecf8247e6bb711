// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view.jmx;

import dev.hawser.view.EndpointView;

/** An endpoint as it was seen. */
record Row(EndpointView seen) implements EndpointMXData {

    @Override
    public String getState() {
        return seen.state().name();
    }

    @Override
    public String getWhy() {
        return seen.why();
    }

    @Override
    public int getWeight() {
        return seen.weight();
    }

    @Override
    public boolean isDrained() {
        return seen.steering().drained();
    }

    @Override
    public int getIdle() {
        return seen.connections().idle();
    }

    @Override
    public int getBusy() {
        return seen.connections().busy();
    }

    @Override
    public int getConnecting() {
        return seen.connections().connecting();
    }

    @Override
    public int getInFlight() {
        return seen.traffic().inFlight();
    }

    @Override
    public long getTotal() {
        return seen.traffic().total();
    }

    @Override
    public long getFailed() {
        return seen.traffic().failed();
    }

    @Override
    public long getConnectFailures() {
        return seen.connections().failures();
    }

    @Override
    public String getLastError() {
        return seen.lastError().map(EndpointView.LastError::message).orElse("");
    }
}
