// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Endpoints in gRPC's words, and back. */
final class AddressGroups {

    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[\\s,]");

    private AddressGroups() {}

    /**
     * @param addresses of the endpoint's host, at least one
     * @param isItsOwnAuthority whether the server is asked for under its own address rather than the channel's authority
     */
    static EquivalentAddressGroup of(Endpoint endpoint, List<InetAddress> addresses, boolean isItsOwnAuthority) {
        Attributes.Builder attributes = Attributes.newBuilder()
                .set(EndpointKeys.WEIGHT, endpoint.weight())
                .set(EndpointKeys.PRIORITY, endpoint.priority());
        String zone = endpoint.attributes().get(dev.hawser.endpoint.Attributes.ZONE);
        if (zone != null) {
            attributes.set(EndpointKeys.ZONE, zone);
        }
        if (isItsOwnAuthority) {
            attributes.set(
                    EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE,
                    endpoint.address().toString());
        }
        List<SocketAddress> sockets = addresses.stream()
                .<SocketAddress>map(
                        each -> new InetSocketAddress(each, endpoint.address().port()))
                .toList();
        return new EquivalentAddressGroup(sockets, attributes.build());
    }

    /** The endpoint that a group stands for, whoever made the group: of weight 1 and first priority unless it says otherwise. */
    static Endpoint endpoint(EquivalentAddressGroup group) {
        Integer weight = group.getAttributes().get(EndpointKeys.WEIGHT);
        Integer priority = group.getAttributes().get(EndpointKeys.PRIORITY);
        return new Endpoint(
                address(group.getAddresses().get(0)),
                Optional.ofNullable(weight).orElse(Endpoint.DEFAULT_WEIGHT),
                Optional.ofNullable(priority).orElse(0),
                Map.of());
    }

    private static Address address(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getPort() > 0
                ? new Address(inet.getHostString(), inet.getPort())
                : Address.named(NOT_IN_A_NAME.matcher("socket:" + address).replaceAll("_"));
    }
}
