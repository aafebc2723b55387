package io.polygate.config;

import io.polygate.model.NearNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the configuration comes from and what to do with it: the command line and the environment, taken apart.
///
/// `file` is absent where none was named: then the defaults hold. Problems of the command line are kept for the load.
public record ConfigSources(
        @Nullable Path file, Map<String, String> environment, List<Flag> flags, Action action, List<Problem> problems) {

    private static final String FILE_VARIABLE = "POLYGATE_CONFIG";
    private static final List<String> OPTIONS = List.of("config", "print-config", "check", "help", "version");

    public ConfigSources {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
        problems = List.copyOf(problems);
    }

    /// What the command line asks for.
    public enum Action {
        RUN,
        PRINT_CONFIG,
        CHECK,
        HELP,
        VERSION
    }

    /// `--section.key=value`.
    public record Flag(String path, String value) {}

    /// `--config FILE` (or POLYGATE_CONFIG), `--print-config`, `--check`, `--help`, `--version`, `--section.key=value`.
    public static ConfigSources of(String[] arguments, Map<String, String> environment) {
        return new CommandLine().parse(arguments, environment);
    }

    /// The text of `--help`.
    public static String help() {
        return """
                Usage: polygate [--config FILE] [--section.key=value ...]

                  --config FILE          YAML or JSON file; without it the defaults hold (also: POLYGATE_CONFIG)
                  --section.key=value    set one key, as --server.port=8081
                  --print-config         print the effective configuration, secrets masked, and exit
                  --check                check the configuration and exit: 0 if it holds
                  --help, --version      print and exit
                  login PROVIDER         sign in to the account of a provider (qwen, kiro) and exit

                Later wins: defaults, file, environment (POLYGATE_SERVER_PORT=8081), flags.
                Every key with its default and meaning: conf/gateway.yaml
                """;
    }

    /// Never the environment: it holds secrets.
    @Override
    public String toString() {
        return "sources of the configuration" + (file == null ? "" : " with " + file);
    }

    private static final class CommandLine {

        private @Nullable String file;
        private Action action = Action.RUN;
        private final List<Flag> flags = new ArrayList<>();
        private final Problems problems = new Problems();

        ConfigSources parse(String[] arguments, Map<String, String> environment) {
            file = environment.get(FILE_VARIABLE);
            for (var index = 0; index < arguments.length; index++) {
                var argument = arguments[index];
                if (argument.equals("--config") && index + 1 < arguments.length) {
                    file = arguments[++index];
                } else {
                    argument(argument);
                }
            }
            return new ConfigSources(pathOf(file), environment, flags, action, problems.list());
        }

        private void argument(String argument) {
            var equals = argument.indexOf('=');
            if (argument.startsWith("--config=")) {
                file = argument.substring(equals + 1);
            } else if (argument.startsWith("--") && equals > 0) {
                flags.add(new Flag(argument.substring(2, equals), argument.substring(equals + 1)));
            } else {
                option(argument);
            }
        }

        private void option(String argument) {
            switch (argument) {
                case "--print-config" -> ask(Action.PRINT_CONFIG);
                case "--check" -> ask(Action.CHECK);
                case "--help", "-h" -> ask(Action.HELP);
                case "--version" -> ask(Action.VERSION);
                case "--config" -> problems.add(argument, "", "no file", "--config FILE");
                default -> problems.add(argument, "", "unknown argument", expected(argument));
            }
        }

        /// Help and version come before anything else that is asked.
        private void ask(Action asked) {
            action = asked.compareTo(action) > 0 ? asked : action;
        }

        private static String expected(String argument) {
            var near = NearNames.of(argument.replaceFirst("^-+", ""), OPTIONS, 1);
            return near.isEmpty() ? "--config FILE, --section.key=value or --help" : "--" + near.getFirst();
        }

        private @Nullable Path pathOf(@Nullable String name) {
            try {
                return name == null || name.isEmpty() ? null : Path.of(name);
            } catch (InvalidPathException e) {
                problems.add("--config", "", Problems.quote(name), "a path");
                return null;
            }
        }
    }
}
