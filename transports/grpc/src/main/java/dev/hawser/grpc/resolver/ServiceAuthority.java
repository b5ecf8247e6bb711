// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.targets.Target;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Under which name the servers of a target are asked for. That name goes into each call as {@code :authority}, and the
 * servers' certificates are checked against it; so it comes from the target, which the user wrote, and never from a
 * discovery's answer.
 */
final class ServiceAuthority {

    private static final String WITHOUT_A_NAME = "localhost";
    private static final Pattern SRV_LABELS = Pattern.compile("^(_[^.]+\\.)+");
    private static final Pattern NAMED_PORT = Pattern.compile(":[^:\\]]*[^:\\]0-9][^:\\]]*$");

    private ServiceAuthority() {}

    /**
     * {@code greeter} of {@code consul:///greeter}, {@code greeter} of {@code kubernetes:///shop/greeter:grpc}, {@code
     * example.com} of {@code srv:///_kv._tcp.example.com} (RFC 2782: the domain is what one trusts, not its answer), and the
     * first server of those that a target lists.
     */
    static String of(Target target) {
        String text = target.name().isEmpty() ? target.authority() : target.name();
        String last = text.substring(text.lastIndexOf('/') + 1);
        String first = last.split("[,*]", 2)[0].strip();
        String domain = SRV_LABELS.matcher(first).replaceFirst("");
        String name = NAMED_PORT.matcher(domain).replaceFirst("");
        return name.isEmpty() ? WITHOUT_A_NAME : escaped(name);
    }

    /** gRPC refuses an authority that is none (RFC 3986, section 3.2). */
    private static String escaped(String name) {
        StringBuilder result = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~:[]".indexOf(c) >= 0);
            result.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return result.toString();
    }
}
