package io.polygate.door.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/// gRPC-Web's base64: pieces with padding of their own, one after the other, split anywhere.
final class WebText {

    private static final int QUAD = 4;

    private final StringBuilder held = new StringBuilder(QUAD);

    static Buffer encode(Buffer bytes) {
        return Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }

    /// @throws io.polygate.model.GatewayException when it is no base64
    Buffer decode(Buffer text) {
        var out = Buffer.buffer(text.length());
        int from = 0;
        var all = held.append(text.toString(ISO_8859_1)).toString().replaceAll("[\r\n]", "");
        int whole = all.length() / QUAD * QUAD;
        while (from < whole) {
            int padded = all.indexOf('=', from);
            int to = padded < 0 || padded >= whole ? whole : (padded / QUAD + 1) * QUAD;
            try {
                out.appendBytes(Base64.getDecoder().decode(all.substring(from, to)));
            } catch (IllegalArgumentException e) {
                throw GatewayError.of(ErrorKind.BAD_REQUEST, "the body is not valid base64 (application/grpc-web-text)")
                        .asException();
            }
            from = to;
        }
        held.setLength(0);
        held.append(all, whole, all.length());
        return out;
    }
}
