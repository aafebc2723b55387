package io.polygate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A client of a gateway: HTTP/1.1, kept alive.
public final class Caller {

    public static final String HELLO = "{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    public static final String HELLO_STREAM =
            "{\"model\":\"gpt-test\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String key;

    Caller(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /// A caller with another key; none where it is empty.
    public Caller withKey(String other) {
        return new Caller(base, other);
    }

    public HttpResponse<String> chat(String body, String... headers) {
        return post("/v1/chat/completions", body, headers);
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> post(String path, byte[] body, String... headers) {
        return send(
                request(path, headers).POST(BodyPublishers.ofByteArray(body)).build());
    }

    public HttpResponse<String> put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> method(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()).build());
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<byte[]> bytes(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofByteArray());
    }

    public CompletableFuture<HttpResponse<String>> later(String body, String... headers) {
        var request = request("/v1/chat/completions", headers)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /// A streamed call of which the head came.
    public HttpResponse<InputStream> open(String body, String... headers) {
        var request = request("/v1/chat/completions", headers)
                .POST(BodyPublishers.ofString(body))
                .build();
        return send(request, BodyHandlers.ofInputStream());
    }

    /// A streamed call below another path, of which the head came.
    public HttpResponse<InputStream> openAt(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .setHeader("content-type", "application/json");
        if (!key.isEmpty()) {
            request.setHeader("authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        return send(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
