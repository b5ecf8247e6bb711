// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import dev.hawser.endpoint.Endpoint;

/** An endpoint as a balancer sees it: who it is, and how busy this client keeps it. */
public interface Candidate {

    /** As discovery last described it; the weight is {@code endpoint().weight()}. */
    Endpoint endpoint();

    /** This client's own measure of how busy the endpoint is; lives as long as the endpoint does. */
    Load load();
}
