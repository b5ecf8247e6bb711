// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process, which can be ended, killed, and stopped like a stuck host. It ends with this JVM however that ends: a
 * shell reads a pipe from here, and kills it when the pipe breaks.
 */
final class ServerProcess {
    private static final long PATIENCE_SECONDS = 20;

    private final Process process;
    private final Process watchdog;

    private ServerProcess(Process process, Process watchdog) {
        this.process = process;
        this.watchdog = watchdog;
    }

    static ServerProcess start(List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Process watchdog = new ProcessBuilder("sh", "-c", "cat >/dev/null; kill -9 " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new ServerProcess(process, watchdog);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits a moment; true if the process has ended by then. */
    boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Asks it to end, and waits until it has; who doesn't listen is killed. */
    void end() {
        process.destroy();
        if (!endsWithin(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))) {
            kill();
        }
        dismissWatchdog();
    }

    /** As kill -9 does: its sockets are closed by the kernel, and nothing is written any more. */
    void kill() {
        dismissWatchdog(); // first, or it would kill whoever got the process id next
        process.destroyForcibly();
        endsWithin(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    private void dismissWatchdog() {
        watchdog.destroyForcibly();
        try {
            watchdog.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Its kernel acknowledges what is sent to it, and nobody answers. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
