package io.polygate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/// A real Python worker on free ports, that says back what it is asked.
public final class WorkerProcess implements AutoCloseable {

    private static final Duration ENVIRONMENT = Duration.ofMinutes(5);
    private static final String UP = "polygate-worker is up";
    private static final Pattern BUSY =
            Pattern.compile("^polygate_worker_slots_busy\\{[^}]*} (\\d+)", Pattern.MULTILINE);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int grpcPort = GatewayText.freePort();
    private final int httpPort = GatewayText.freePort();
    private final Path log;
    private final ProcessBuilder command;
    private Process process;

    private WorkerProcess(Path folder, Path home, Setting setting) {
        var text = "server: {http-port: " + httpPort + ", grpc-port: " + grpcPort + ", shutdown-grace: 20s"
                + setting.server + "}\nstorage: {cache-dir: \"" + folder.resolve("cache") + "\"}\n"
                + setting.more + "models:\n" + setting.models;
        try {
            var file = Files.writeString(folder.resolve("worker-" + grpcPort + ".yaml"), text);
            log = folder.resolve("worker-" + grpcPort + ".log");
            command = new ProcessBuilder(home.resolve("bin/polygate-worker").toString(), "--config", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Setting(String server, String more, String models) {}

    /// A worker that is ready; the test is skipped where no environment for it can be made.
    ///
    /// @param models a line for each, as in the worker's file
    public static WorkerProcess start(Path folder, String... models) {
        return start(folder, new Setting("", "", lines(models)));
    }

    /// As [#start], with another section of the worker's file.
    public static WorkerProcess startWith(Path folder, String section, String... models) {
        return start(folder, new Setting("", section + "\n", lines(models)));
    }

    /// As [#start], for callers who show a token.
    public static WorkerProcess startGuarded(Path folder, String token, String... models) {
        return start(folder, new Setting(", token: \"" + token + "\"", "", lines(models)));
    }

    /// As [#start], with a section `server.tls`; ready when it says so.
    public static WorkerProcess startSecured(Path folder, String tls, String... models) {
        var worker = new WorkerProcess(folder, home(folder), new Setting(", tls: {" + tls + "}", "", lines(models)));
        Wait.until(() -> worker.output().contains(UP) || !worker.process.isAlive());
        if (!worker.process.isAlive()) {
            throw new AssertionError("the worker is not ready: " + worker.output());
        }
        return worker;
    }

    /// Starts it again as it was, when it has ended.
    public void startAgain() {
        exit();
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    private static String lines(String... models) {
        return Arrays.stream(models).map(model -> "  - " + model + "\n").collect(Collectors.joining());
    }

    private static WorkerProcess start(Path folder, Setting setting) {
        var worker = new WorkerProcess(folder, home(folder), setting);
        try {
            worker.awaitReady();
            return worker;
        } catch (AssertionError e) {
            worker.close();
            throw e;
        }
    }

    /// Made by the worker's own script, once.
    private static Path home(Path folder) {
        try {
            var problems = folder.resolve("environment.log");
            var making = new ProcessBuilder("python/environment", "bare")
                    .redirectError(problems.toFile())
                    .start();
            var home = new String(making.getInputStream().readAllBytes()).strip();
            boolean ended = making.waitFor(ENVIRONMENT.toSeconds(), TimeUnit.SECONDS);
            Assumptions.assumeTrue(
                    ended && making.exitValue() == 0,
                    () -> "no environment for the Python worker: "
                            + read(problems).strip());
            return Path.of(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("the worker is not ready: " + read(log));
            }
            Wait.moment();
        }
    }

    /// Whether it takes calls.
    public boolean isReady() {
        try {
            return answer("/ready").startsWith("200");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String answer(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() + "\n" + answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "grpc://127.0.0.1:" + grpcPort;
    }

    public int httpPort() {
        return httpPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /// Slots of all models that are busy now, in the worker's own account.
    public int busySlots() {
        var busy = BUSY.matcher(answer("/metrics"));
        int sum = 0;
        while (busy.find()) {
            sum += Integer.parseInt(busy.group(1));
        }
        return sum;
    }

    /// What it has logged so far.
    public String output() {
        return read(log);
    }

    /// SIGKILL.
    public void kill() {
        process.destroyForcibly();
    }

    /// SIGTERM.
    public void terminate() {
        process.destroy();
    }

    /// Its exit code, once it has ended.
    public int exit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the worker did not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
        exit();
        client.close();
    }
}
