// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.view.PoolView;
import io.grpc.Channel;
import java.util.List;

/** A channel to a fleet, and how the fleet stands. */
interface GrpcFleet extends AutoCloseable {

    Channel channel();

    List<Standing> endpoints();

    /** Where they come from, and what is wrong there. */
    PoolView.Source source();

    @Override
    void close();
}
