// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;

/** Judges how a server of gRPC answers when it is asked about its health (grpc.health.v1). Pure. */
public final class HealthCheck {

    private final Finding.Of finding;
    private final String service;

    /** @param service asked about; empty is the server as a whole */
    public HealthCheck(Address address, String service) {
        this.finding = Finding.Of.endpoint("health", address);
        this.service = service;
    }

    public Finding answered(ServingStatus status) {
        String text = status + (service.isEmpty() ? "" : " for " + service);
        return status == ServingStatus.SERVING
                ? finding.ok(text)
                : finding.fail(text, "the server answers and says itself that it should get no calls: see its log.");
    }

    public Finding failed(Status status) {
        String text = status.getCode() + (status.getDescription() == null ? "" : ": " + line(status.getDescription()));
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> unimplemented(text);
            case NOT_FOUND ->
                finding.warn(
                        "the service '" + service + "' is not known to its health service",
                        "check the name; without --service the server as a whole is asked about.");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                finding.warn(text, "it speaks gRPC and asks who we are, which nobody can tell it here.");
            case DEADLINE_EXCEEDED ->
                finding.fail("no answer in time", "it takes connections and does not answer: overloaded or stuck.");
            case RESOURCE_EXHAUSTED -> finding.warn(text, "it is overloaded, or limits rates, at this very moment.");
            default -> finding.fail(text, "it speaks HTTP/2, and the call failed: see the message and its log.");
        };
    }

    /** An HTTP server that is none of gRPC's comes as UNIMPLEMENTED too, and its HTTP status is told. */
    private Finding unimplemented(String text) {
        boolean http = text.contains("HTTP status code");
        return http
                ? finding.fail(text, "it speaks HTTP/2 and not gRPC: is this the right port?")
                : finding.warn(
                        "no health service", "pools see then only that a connection is there; add grpc.health.v1.");
    }

    private static String line(String text) {
        return text.lines().findFirst().orElse("");
    }
}
