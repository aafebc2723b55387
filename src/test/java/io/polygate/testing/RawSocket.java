package io.polygate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Locale;

/// A connection on which every byte is the test's own.
public final class RawSocket implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    public RawSocket(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new java.io.BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An answer as it was written.
    public record Reply(String head, String body) {

        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        public String header(String name) {
            for (var line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }
    }

    /// A complete, well-formed POST to the chat path.
    public static String post(String body, String... headerLines) {
        return postAt("/v1/chat/completions", body, headerLines);
    }

    /// The same to another path.
    public static String postAt(String path, String body, String... headerLines) {
        var length = body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer sk-test\r\n"
                + "Content-Type: application/json\r\n"
                + (headerLines.length == 0 ? "" : String.join("\r\n", headerLines) + "\r\n")
                + "Content-Length: " + length + "\r\n\r\n" + body;
    }

    public RawSocket send(String text) {
        return sendBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public RawSocket sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends what can still be sent: the other side may have hung up already.
    public RawSocket trySend(String text) {
        try {
            send(text);
        } catch (UncheckedIOException e) {
            return this;
        }
        return this;
    }

    public RawSocket trySend(byte[] bytes) {
        wrote(bytes);
        return this;
    }

    /// Whether the other side still took these bytes.
    public boolean wrote(byte[] bytes) {
        try {
            sendBytes(bytes);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /// Reads until `mark` came, or fails at the end of the stream.
    public String readTo(String mark) {
        var text = new StringBuilder();
        while (text.indexOf(mark, Math.max(0, text.length() - mark.length())) < 0) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("the stream ended before \"" + mark + "\": " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /// Reads until `mark` came, keeping nothing, and tells how many bytes that were.
    public long skipTo(String mark) {
        var window = new StringBuilder();
        for (long count = 1; ; count++) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("the stream ended after " + count + " bytes, before \"" + mark + "\"");
            }
            window.append((char) next);
            if (next == mark.charAt(mark.length() - 1) && window.toString().endsWith(mark)) {
                return count;
            }
            if (window.length() > 1024) {
                window.delete(0, window.length() - mark.length());
            }
        }
    }

    public Reply reply() {
        var head = readTo("\r\n\r\n");
        var reply = new Reply(head, "");
        var length = reply.header("content-length");
        if (!length.isEmpty()) {
            return new Reply(head, read(Integer.parseInt(length)));
        }
        return reply.header("transfer-encoding").equals("chunked") ? new Reply(head, chunks()) : reply;
    }

    private String chunks() {
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(readTo("\r\n").strip(), 16);
            body.append(read(size));
            readTo("\r\n");
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private String read(int count) {
        try {
            return new String(in.readNBytes(count), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything until the other side closes or resets.
    public String readAll() {
        var all = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            all.write(next);
        }
        return all.toString(ISO_8859_1);
    }

    /// Whether the other side has closed: nothing more comes.
    public boolean closed() {
        return read() < 0;
    }

    private int read() {
        try {
            return in.read();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("nothing came", e);
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Leaves without a goodbye: a TCP reset.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }
}
