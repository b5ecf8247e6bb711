// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import io.grpc.Channel;
import java.util.List;

/** A channel to a fleet, and how the fleet stands. */
interface GrpcFleet extends AutoCloseable {

    Channel channel();

    List<Standing> endpoints();

    @Override
    void close();
}
