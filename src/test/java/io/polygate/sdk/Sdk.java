package io.polygate.sdk;

import io.polygate.wire.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A language's client: how it is installed and how its program runs.
enum Sdk {
    NODE("package.json", List.of("npm")) {
        @Override
        void install(Path home) {
            execute(
                    home,
                    Map.of(),
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--no-package-lock",
                    "--loglevel=error");
        }

        @Override
        List<String> command(Path home, String program) {
            return List.of("node", home.resolve(program + ".mjs").toString());
        }
    },
    PYTHON("requirements.txt", List.of("python3")) {
        @Override
        void install(Path home) {
            installPackages(home);
        }

        @Override
        List<String> command(Path home, String program) {
            return python(home, program);
        }
    },
    /// The clients of vendors with formats of their own, for Python.
    VENDORS("requirements.txt", List.of("python3")) {
        @Override
        void install(Path home) {
            installPackages(home);
        }

        @Override
        List<String> command(Path home, String program) {
            return python(home, program);
        }
    };

    private static final int PATIENCE_SECONDS = 240;

    private final String requirements;
    private final List<String> tools;

    Sdk(String requirements, List<String> tools) {
        this.requirements = requirements;
        this.tools = tools;
    }

    private static void installPackages(Path home) {
        execute(home, Map.of(), "python3", "-m", "venv", "venv");
        execute(
                home,
                Map.of(),
                "venv/bin/pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt");
    }

    private static List<String> python(Path home, String program) {
        return List.of(
                home.resolve("venv/bin/python").toString(),
                home.resolve(program + ".py").toString());
    }

    abstract void install(Path home);

    abstract List<String> command(Path home, String program);

    /// Runs a program that prints a line of JSON for each case, and gives what it printed by case.
    Map<String, Json> run(String program, Map<String, String> environment) {
        var home = ready();
        var output = execute(home, environment, command(home, program).toArray(String[]::new));
        var results = new LinkedHashMap<String, Json>();
        output.lines().filter(line -> line.startsWith("{\"case\"")).forEach(line -> {
            var json = Json.parse(line);
            results.put(json.string("case"), json.object("result"));
        });
        return results;
    }

    /// A program that goes on until it is destroyed.
    Process start(String program, String... arguments) {
        var home = ready();
        var command = new java.util.ArrayList<>(command(home, program));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A program of `examples/`, to be run beside this language's packages.
    ProcessBuilder example(String file, String... arguments) {
        var home = ready();
        var copy = home.resolve("example-" + file.replace('/', '-'));
        try {
            Files.writeString(copy, Files.readString(Path.of("examples", file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new java.util.ArrayList<String>();
        command.add(home.resolve(this == NODE ? "node_modules/.bin/tsx" : "venv/bin/python")
                .toString());
        command.add(copy.toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("POLYGATE_KEY", "sk-test");
        builder.environment()
                .put("POLYGATE_PROTO", Path.of("proto").toAbsolutePath().toString());
        return builder;
    }

    /// The folder with everything installed; done once for each state of the requirements.
    private Path ready() {
        Assumptions.assumeTrue(tools.stream().allMatch(Sdk::onPath), "needs " + tools);
        var name = name().toLowerCase(java.util.Locale.ROOT);
        var source = Path.of("src/test/sdk", name);
        var home = Path.of(".cache/sdk", name).toAbsolutePath();
        var stamp = home.resolve("installed");
        try {
            Files.createDirectories(home);
            var wanted = Files.readString(source.resolve(requirements));
            try (var files = Files.list(source)) {
                for (var file : files.toList()) {
                    Files.writeString(home.resolve(file.getFileName()), Files.readString(file));
                }
            }
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
                install(home);
                Files.writeString(stamp, wanted);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean onPath(String tool) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    static String execute(Path home, Map<String, String> environment, String... command) {
        var builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().putAll(environment);
        return output(builder);
    }

    /// What a program printed that ended well.
    static String output(ProcessBuilder builder) {
        try {
            var log = Files.createTempFile("run", ".log");
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            var output = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(
                        String.join(" ", builder.command()) + (ended ? " failed: " : " hangs: ") + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
