// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.kubernetes.watch.Names;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which port of a slice's pods is meant. */
sealed interface PortChoice {

    /** The port to use. Slices of one service may have different numbers for one name. */
    int among(List<Port> ports);

    /** A port of a slice's; a name may be empty. */
    record Port(String name, int number) {
        @Override
        public String toString() {
            return name.isEmpty() ? Integer.toString(number) : name + " " + number;
        }
    }

    record Only() implements PortChoice {
        @Override
        public int among(List<Port> ports) {
            if (ports.size() != 1) {
                throw new IllegalArgumentException("port: not given (expected: one of " + shown(ports) + ")");
            }
            return ports.get(0).number();
        }
    }

    record Named(String name) implements PortChoice {
        @Override
        public int among(List<Port> ports) {
            return ports.stream()
                    .filter(port -> port.name().equals(name))
                    .mapToInt(Port::number)
                    .findFirst()
                    .orElseThrow(() -> none(name, ports));
        }
    }

    /** Where a service names no port at all, as a headless one may, any number is right. */
    record Numbered(int number) implements PortChoice {
        @Override
        public int among(List<Port> ports) {
            if (!ports.isEmpty() && ports.stream().noneMatch(port -> port.number() == number)) {
                throw none(Integer.toString(number), ports);
            }
            return number;
        }
    }

    private static IllegalArgumentException none(String wanted, List<Port> ports) {
        return new IllegalArgumentException("port: " + wanted + " (expected: one of " + shown(ports) + ")");
    }

    private static String shown(List<Port> ports) {
        return ports.stream().map(Port::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    static PortChoice of(Optional<String> text) {
        return text.map(PortChoice::parse).orElseGet(Only::new);
    }

    /** @throws IllegalArgumentException if it is neither a number nor a name */
    static PortChoice parse(String text) {
        if (!text.matches("[0-9]+")) {
            return new Named(Names.requireLabel("port", text));
        }
        if (text.length() > 5 || !isPort(Integer.parseInt(text))) {
            throw new IllegalArgumentException("port: " + text + " (expected: 1 to 65535, or a name)");
        }
        return new Numbered(Integer.parseInt(text));
    }

    static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }
}
