package io.polygate.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// An OpenAI-compatible backend that misbehaves on demand, over plain sockets: the main class of a [BackendProcess].
///
/// Its arguments are its port and its name, which is the model in its answers. It prints a line when it listens, and
/// takes its faults as lines of its standard input: the name of a [Fault], and a number where it has one.
final class FaultyBackend {

    /// What it does instead of answering well.
    enum Fault {
        NONE,
        /// Answers after that many milliseconds.
        DELAY,
        /// Takes requests, also those for its health, and says nothing.
        HANG,
        /// Every second answer is a 500.
        BROKEN,
        /// Resets the connection instead of an answer.
        RESET,
        /// Sends half of an answer, then closes.
        HALF,
        /// Announces more bytes than come, then closes.
        LENGTH,
        /// Sends what is no HTTP.
        GARBAGE,
        /// Sends an answer byte by byte, that many milliseconds apart.
        DRIP,
        /// 429, to come back after that many seconds.
        LIMITED
    }

    private static final int EVENTS = 10;
    private static final int EVENT_MILLIS = 20;
    private static final int BACKLOG = 1024;

    private final String name;
    private final AtomicLong answers = new AtomicLong();
    private volatile Fault fault = Fault.NONE;
    private volatile long number;

    private FaultyBackend(String name) {
        this.name = name;
    }

    public static void main(String[] arguments) throws IOException {
        var backend = new FaultyBackend(arguments[1]);
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), BACKLOG);
        Thread.ofPlatform().daemon().start(() -> backend.accept(server));
        System.out.println("listens " + server.getLocalPort());
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var words = line.split(" ");
            backend.number = words.length > 1 ? Long.parseLong(words[1]) : 0;
            backend.fault = Fault.valueOf(words[0].toUpperCase(Locale.ROOT));
            System.out.println("does " + line);
        }
    }

    private void accept(ServerSocket server) {
        while (true) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            for (var request = Request.read(in); request != null; request = Request.read(in)) {
                if (!answer(socket, out, request)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // Whoever asked has left.
        }
    }

    /// False where the connection is over.
    private boolean answer(Socket socket, OutputStream out, Request request) throws IOException, InterruptedException {
        var now = fault;
        if (now == Fault.HANG) {
            while (fault == Fault.HANG) {
                Thread.sleep(EVENT_MILLIS);
            }
            return false;
        }
        if (request.path.equals("/health")) {
            send(out, "200 OK", "text/plain", "well");
            return true;
        }
        return switch (now) {
            case RESET -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
            case GARBAGE -> {
                out.write("\u0000\u0001 this is no HTTP\r\n\r\n".getBytes(US_ASCII));
                yield false;
            }
            case HALF, LENGTH -> {
                var body = chat();
                int more = now == Fault.LENGTH ? 100 : 0;
                head(out, "200 OK", "application/json", "content-length: " + (body.length() + more));
                out.write(body.substring(0, now == Fault.HALF ? body.length() / 2 : body.length())
                        .getBytes(UTF_8));
                yield false;
            }
            default -> {
                whole(out, request, now);
                yield true;
            }
        };
    }

    private void whole(OutputStream out, Request request, Fault now) throws IOException, InterruptedException {
        if (now == Fault.DELAY) {
            Thread.sleep(number);
        }
        if (now == Fault.LIMITED) {
            var body = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\"}}";
            head(
                    out,
                    "429 Too Many Requests",
                    "application/json",
                    "retry-after: " + number + "\r\ncontent-length: " + body.length());
            out.write(body.getBytes(UTF_8));
        } else if (now == Fault.BROKEN && answers.incrementAndGet() % 2 == 0) {
            send(out, "500 Internal Server Error", "application/json", "{\"error\":{\"message\":\"broken\"}}");
        } else if (request.stream) {
            stream(out);
        } else if (now == Fault.DRIP) {
            var body = chat();
            head(out, "200 OK", "application/json", "content-length: " + body.length());
            for (var each : body.getBytes(UTF_8)) {
                out.write(each);
                Thread.sleep(number);
            }
        } else {
            send(out, "200 OK", "application/json", chat());
        }
    }

    private void stream(OutputStream out) throws IOException, InterruptedException {
        head(out, "200 OK", "text/event-stream", "transfer-encoding: chunked");
        for (int i = 0; i < EVENTS; i++) {
            chunk(out, Script.HELLO.replace("upstream-model", name));
            Thread.sleep(EVENT_MILLIS);
        }
        chunk(out, Script.FINISH.replace("upstream-model", name) + Script.DONE);
        out.write("0\r\n\r\n".getBytes(US_ASCII));
    }

    private String chat() {
        return Script.CHAT.replace("upstream-model", name);
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n").getBytes(UTF_8));
    }

    private static void send(OutputStream out, String status, String type, String body) throws IOException {
        var head = "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length();
        out.write((head + "\r\n\r\n" + body).getBytes(UTF_8));
    }

    private static void head(OutputStream out, String status, String type, String lines) throws IOException {
        out.write(
                ("HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\n" + lines + "\r\n\r\n").getBytes(US_ASCII));
    }

    /// A request, as far as it matters here.
    private record Request(String path, boolean stream) {

        /// The next one, or null where the connection has ended.
        static Request read(InputStream in) throws IOException {
            var start = line(in);
            if (start == null) {
                return null;
            }
            int length = 0;
            boolean chunked = false;
            for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                var lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            }
            var body = chunked ? chunks(in) : new String(in.readNBytes(length), UTF_8);
            return new Request(start.split(" ")[1], body.replace(" ", "").contains("\"stream\":true"));
        }

        private static String chunks(InputStream in) throws IOException {
            var body = new StringBuilder();
            while (true) {
                int size = Integer.parseInt(String.valueOf(line(in)).strip(), 16);
                body.append(new String(in.readNBytes(size), UTF_8));
                line(in);
                if (size == 0) {
                    return body.toString();
                }
            }
        }

        private static String line(InputStream in) throws IOException {
            var line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    return line.toString().stripTrailing();
                }
                line.append((char) next);
            }
            return null;
        }
    }
}
