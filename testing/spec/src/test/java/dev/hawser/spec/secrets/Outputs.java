// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.hawser.event.PoolEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.RecordComponent;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What comes out of a program, each as one text that can be searched. */
final class Outputs {

    private Outputs() {}

    /** A line of the log, with its exceptions. */
    static String of(ILoggingEvent line) {
        String told = line.getLoggerName() + " " + line.getFormattedMessage();
        return line.getThrowableProxy() instanceof ThrowableProxy proxy ? told + of(proxy.getThrowable()) : told;
    }

    /** An exception with its causes, as it is printed. */
    static String of(Throwable problem) {
        StringWriter all = new StringWriter();
        problem.printStackTrace(new PrintWriter(all));
        return all.toString();
    }

    /** An event, with the exceptions in it. */
    static String of(PoolEvent event) {
        StringBuilder all = new StringBuilder(event.toString());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(event);
                Object inside = value instanceof Optional<?> perhaps ? perhaps.orElse(null) : value;
                all.append(inside instanceof Throwable problem ? of(problem) : "");
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return all.toString();
    }

    /** A recording: its events as the JDK's tools print them, and the file itself, with whatever is in it besides. */
    static String of(Recording recording, Path file) throws IOException {
        recording.dump(file);
        StringBuilder all = new StringBuilder();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            all.append(event);
        }
        return all + new String(Files.readAllBytes(file), ISO_8859_1);
    }

    /** All attributes of all beans of ours. */
    static String ofJmx() throws JMException {
        MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
        StringBuilder all = new StringBuilder();
        for (ObjectName bean : platform.queryNames(new ObjectName("dev.hawser:*"), null)) {
            for (MBeanAttributeInfo attribute : platform.getMBeanInfo(bean).getAttributes()) {
                all.append(bean).append(' ').append(attribute.getName()).append(": ");
                Object value = platform.getAttribute(bean, attribute.getName());
                all.append(value instanceof Object[] many ? Arrays.deepToString(many) : value);
                all.append('\n');
            }
        }
        return all.toString();
    }

    /** An answer of a console's, with its headers. */
    static String of(URI page, String token) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        boolean failed = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream body = failed ? connection.getErrorStream() : connection.getInputStream()) {
            return connection.getHeaderFields() + new String(body.readAllBytes(), UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    /** A command of ours in a process of its own, both of its outputs in one. */
    static Process command(Path output, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hawser.cli.Hawser"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** What a command told, when it has ended. */
    static String of(Process command, Path output) throws IOException, InterruptedException {
        if (!command.waitFor(60, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new AssertionError("it doesn't end");
        }
        return Files.readString(output);
    }
}
