package io.polygate.door;

import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The opening handshake of RFC 6455 §4.2, and where in it a client may put its key.
///
/// @param protocols the subprotocols that the client offers, in its order
public record Handshake(String webSocketKey, List<String> protocols) {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    public static Handshake of(EdgeRequest request) {
        var offered = new ArrayList<String>();
        for (var line : request.http().headers().getAll("sec-websocket-protocol")) {
            for (var name : line.split(",")) {
                if (!name.isBlank()) {
                    offered.add(name.strip());
                }
            }
        }
        var key = request.header("sec-websocket-key");
        return new Handshake(key == null ? "" : key.strip(), List.copyOf(offered));
    }

    /// Why the request cannot become a WebSocket, or null. May add headers to the response.
    public @Nullable GatewayError problem(EdgeRequest request) {
        if (request.http().version() != HttpVersion.HTTP_1_1
                || !names(request, HttpHeaders.CONNECTION, "upgrade")
                || !wanted(request)) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
            return required("this path speaks WebSocket (expected: Upgrade: websocket, over HTTP/1.1)");
        }
        var version = request.header("sec-websocket-version");
        if (version == null || !version.strip().equals("13")) {
            request.response().putHeader("sec-websocket-version", "13");
            return required("the WebSocket version is not served (expected: Sec-WebSocket-Version: 13)");
        }
        return wellFormed()
                ? null
                : GatewayError.of(ErrorKind.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in Base64");
    }

    private static GatewayError required(String message) {
        return new GatewayError(ErrorKind.BAD_REQUEST, 426, message);
    }

    /// Whether the client wants this connection to become a WebSocket, and not something else.
    public static boolean wanted(EdgeRequest request) {
        return names(request, HttpHeaders.UPGRADE, "websocket");
    }

    private static boolean names(EdgeRequest request, CharSequence header, String token) {
        for (var line : request.http().headers().getAll(header)) {
            for (var part : line.split(",")) {
                if (part.strip().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean wellFormed() {
        try {
            return Base64.getDecoder().decode(webSocketKey).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The caller's key: in a header, in a subprotocol that begins with `prefix`, or `?token=`.
    public @Nullable String key(EdgeRequest request, String prefix) {
        var credential = Credentials.of(request);
        if (credential != null) {
            return credential;
        }
        for (var protocol : protocols) {
            if (protocol.startsWith(prefix)) {
                return protocol.substring(prefix.length());
            }
        }
        return request.parameter("token");
    }

    /// The lines of the 101, each with its CRLF.
    ///
    /// @param protocol what is chosen when the client offers it
    public String answer(String protocol) {
        var lines = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept() + "\r\n";
        return protocols.contains(protocol) ? lines + "Sec-WebSocket-Protocol: " + protocol + "\r\n" : lines;
    }

    private String accept() {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            var hash = digest.digest((webSocketKey + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    /// Never the keys that it may carry.
    @Override
    public String toString() {
        return "handshake";
    }
}
