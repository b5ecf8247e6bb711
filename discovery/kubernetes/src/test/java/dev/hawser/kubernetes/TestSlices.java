// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.watch.Reader;
import dev.hawser.kubernetes.watch.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** EndpointSlices as the API server would send them; single quotes stand for double ones. */
public final class TestSlices {
    public static final String ONE_PORT = "{'name': 'grpc', 'port': 7001, 'protocol': 'TCP'}";

    private TestSlices() {}

    /** A slice of the service kv on port 7001. */
    public static String slice(String name, String... endpoints) {
        return full(name, "IPv4", ONE_PORT, "", endpoints);
    }

    /** @param annotations the inside of the annotations */
    public static String full(String name, String type, String ports, String annotations, String... endpoints) {
        return """
                {'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice',
                 'metadata': {'namespace': 'shop', 'name': '%s', 'resourceVersion': '1',
                              'labels': {'kubernetes.io/service-name': 'kv'}, 'annotations': {%s}},
                 'addressType': '%s', 'ports': [%s], 'endpoints': [%s]}
                """.formatted(name, annotations, type, ports, String.join(",", endpoints))
                .replace('\'', '"');
    }

    /** One that says nothing of itself. */
    public static String at(String address) {
        return "{'addresses': ['" + address + "']}";
    }

    /** @param conditions such as {@code ready=false serving=true} */
    public static String at(String address, String conditions) {
        String inside = Arrays.stream(conditions.split(" "))
                .map(each -> "'" + each.replace("=", "': "))
                .collect(Collectors.joining(", "));
        return "{'addresses': ['" + address + "'], 'conditions': {" + inside + "}}";
    }

    public static Resource resource(String json) {
        return TestResources.of(json.replace('\'', '"'));
    }

    public static Reader.Found found(ServiceOptions options, String... slices) {
        SliceReader reader = new SliceReader(options, new Complaints("test"));
        return reader.found(
                Arrays.stream(slices).map(each -> reader.read(resource(each))).toList());
    }

    public static List<String> addresses(ServiceOptions options, String... slices) {
        return addresses(found(options, slices).endpoints());
    }

    public static List<String> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(each -> each.address().toString()).toList();
    }
}
