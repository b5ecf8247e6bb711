// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static java.util.Objects.requireNonNull;

import dev.hawser.cli.bench.BenchCommand;
import dev.hawser.cli.demo.DemoCommand;
import dev.hawser.cli.demo.fleet.DemoServerCommand;
import dev.hawser.cli.discover.DiscoverCommand;
import dev.hawser.cli.doctor.DoctorCommand;
import dev.hawser.cli.look.EndpointsCommand;
import dev.hawser.cli.look.LintCommand;
import dev.hawser.cli.look.PoolsCommand;
import dev.hawser.cli.look.WhyCommand;
import dev.hawser.cli.top.TopCommand;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code hawser} command. */
@Command(
        name = "hawser",
        mixinStandardHelpOptions = true,
        versionProvider = Hawser.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Connection pools for the JVM: see one at work, see whom it would talk to and how they are, put load on a"
                    + " server through one, or look into a running program's.",
            ""
        },
        subcommands = {
            DemoCommand.class,
            DiscoverCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            TopCommand.class,
            PoolsCommand.class,
            EndpointsCommand.class,
            WhyCommand.class,
            LintCommand.class,
            DemoServerCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  hawser demo                                              watch a fleet lose a server and recover",
            "  hawser discover consul:///greeter --watch                see the instances of a service come and go",
            "  hawser doctor consul:///greeter                          what is wrong with them, if anything",
            "  hawser bench tcp://127.0.0.1:6379 --redis-ping -n 10000  ping a Redis server through a pool",
            "  hawser top http://127.0.0.1:9464                         a running program's pools, live",
            "  hawser bench --help                                      all there is to set",
            "",
            "Exit codes: 0 it went well, 1 it did not, 2 the arguments were wrong. NO_COLOR is honoured."
        })
public final class Hawser implements Callable<Integer> {

    private static final int HELP_WIDTH = 100;
    private static final String SCHEMES = "schemes";

    @Spec
    private @Nullable CommandSpec spec;

    /** Parses the arguments, runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        Interrupts.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Hawser());
        line.registerConverter(Duration.class, Durations::parse);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setOut(utf8(System.out));
        line.setErr(utf8(System.err));
        line.setExecutionExceptionHandler(Hawser::failed);
        line.setParameterExceptionHandler(Hawser::misunderstood);
        List.of("discover", "doctor", "bench")
                .forEach(command ->
                        listSchemes(requireNonNull(line.getSubcommands().get(command))));
        return line;
    }

    /** Only when the help is asked for: what schemes there are is known when all modules have been looked at. */
    private static void listSchemes(CommandLine command) {
        List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER), SCHEMES);
        command.setHelpSectionKeys(sections);
        command.getHelpSectionMap().put(SCHEMES, help -> String.format("%nSchemes: %s%n", schemes()));
    }

    private static String schemes() {
        return String.join(" ", Targets.schemes());
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** What is wrong and where to read on: a page of help would push the message out of sight. */
    private static int misunderstood(CommandLine.ParameterException e, String[] ignored) {
        CommandLine line = e.getCommandLine();
        line.getErr().println("hawser: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("See: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** A mistake in what the user asked for is said in a line; a mistake of ours is shown with its stack. */
    private static int failed(Exception e, CommandLine line, ParseResult ignored) {
        if (e instanceof IllegalArgumentException) {
            line.getErr().println("hawser: " + e.getMessage());
            return ExitCode.USAGE;
        }
        line.getErr().println("hawser: " + Text.of(e));
        e.printStackTrace(line.getErr());
        return ExitCode.FAILED;
    }

    /** Without a command: the help, as a usage error. */
    @Override
    public Integer call() {
        CommandLine line = requireNonNull(spec).commandLine();
        line.getErr().println("hawser: a command is missing");
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    /** The version that Maven wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream in = Hawser.class.getResourceAsStream("/hawser-version.txt")) {
                String version = in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
                return new String[] {
                    "hawser " + version, "Java " + System.getProperty("java.version"), "Schemes: " + schemes()
                };
            }
        }
    }
}
