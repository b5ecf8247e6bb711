// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.util.List;
import java.util.Map;

/**
 * One instance of a service as Consul tells it; text that was not there is empty.
 *
 * @param service what the agent that it is registered with knows of it
 * @param node where it runs
 * @param state the worst of its checks
 * @param problem why it can't be used; empty if it can
 */
record Instance(Service service, Node node, State state, String problem) {

    /** @param weights as written, by the state they are for */
    record Service(
            String id,
            String name,
            String address,
            String port,
            List<String> tags,
            Map<String, String> meta,
            Map<String, String> weights,
            String zone) {

        static final Service NONE = new Service("", "", "", "", List.of(), Map.of(), Map.of(), "");
    }

    record Node(String name, String address, String datacenter, Map<String, String> meta, String zone) {

        static final Node NONE = new Node("", "", "", Map.of(), "");
    }

    /** From good to bad, so that the worst of several is the largest. */
    enum State {
        PASSING("passing"),
        WARNING("warning"),
        CRITICAL("critical");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** In Consul's word. */
        String word() {
            return word;
        }

        State worse(State other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** For messages: the id, or what else there is to know it by. */
    String label() {
        return service.id().isEmpty() ? service.address() + ":" + service.port() : service.id();
    }
}
