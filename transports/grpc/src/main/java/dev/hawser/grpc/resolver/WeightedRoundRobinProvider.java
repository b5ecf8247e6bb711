// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.protobuf.services.HealthCheckingLoadBalancerUtil;

/**
 * The load balancing policy {@value HawserResolvers#WEIGHTED_ROUND_ROBIN}: calls in proportion to the weights that discovery
 * reports, evenly spread, over the servers of the best priority that can be reached. Found by gRPC through its service loader.
 *
 * <p>It connects to every endpoint of that priority, as gRPC's {@code round_robin} does. A weight that changes changes only
 * the proportions. An endpoint of weight 0 gets no new call; if all weigh 0, all are equal. Where addresses come without
 * weights, as from {@code dns}, it is a plain rotation. If the service config asks for health checks, endpoints that are not
 * healthy are left out.
 *
 * <p>Not guaranteed: the proportions across several clients, each of which begins at random; nor that calls in flight are
 * counted, for that is what a pool does.
 */
public final class WeightedRoundRobinProvider extends LoadBalancerProvider {

    private static final int USUAL_PRIORITY = 5;

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return USUAL_PRIORITY;
    }

    @Override
    public String getPolicyName() {
        return HawserResolvers.WEIGHTED_ROUND_ROBIN;
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
        return HealthCheckingLoadBalancerUtil.newHealthCheckingLoadBalancer(new Unchecked(), helper);
    }

    /** Without the health checks, which gRPC wraps around it. */
    private static final class Unchecked extends LoadBalancer.Factory {
        @Override
        public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
            return new WeightedRoundRobin(helper);
        }
    }
}
