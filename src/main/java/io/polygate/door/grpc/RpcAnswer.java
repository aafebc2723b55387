package io.polygate.door.grpc;

import io.polygate.edge.EdgeRequest;
import io.polygate.model.Header;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/// Writes a call's answer in the caller's framing: head, messages, status.
final class RpcAnswer {

    private static final CharSequence ENCODING = HttpHeaders.createOptimized("grpc-encoding");
    private static final CharSequence ACCEPTED = HttpHeaders.createOptimized("grpc-accept-encoding");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence CODE = HttpHeaders.createOptimized(GrpcStatus.CODE);
    private static final CharSequence OK = HttpHeaders.createOptimized("0");
    private static final CharSequence ENCODINGS = HttpHeaders.createOptimized("identity,gzip");
    private static final int WORTH_PACKING = 1024;

    private final EdgeRequest request;
    private final HttpServerResponse response;
    private final MediaType type;
    private final boolean gzip;
    private boolean begun;

    RpcAnswer(EdgeRequest request, MediaType type) {
        this.request = request;
        this.response = request.response();
        this.type = type;
        var accepted = request.header(ACCEPTED);
        this.gzip = accepted != null && accepted.contains("gzip");
    }

    /// Whether the caller's connection has no room: wait for [#onDrain].
    boolean full() {
        return response.writeQueueFull();
    }

    void onDrain(Runnable handler) {
        response.drainHandler(v -> handler.run());
    }

    /// Says the head, with what of `headers` is the call's own; once.
    void head(List<Header> headers) {
        if (begun) {
            return;
        }
        begun = true;
        for (var header : headers) {
            if (!header.name().startsWith("content-")) {
                response.headers().add(header.name(), header.value());
            }
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type.text());
        response.putHeader(ACCEPTED, ENCODINGS);
        if (gzip) {
            response.putHeader(ENCODING, GZIP);
        }
        if (request.http().version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
    }

    void message(Buffer message) {
        head(List.of());
        response.write(framed(message));
    }

    private Buffer framed(Buffer message) {
        boolean packs = gzip && message.length() >= WORTH_PACKING;
        return encoded(packs ? GrpcFrames.packed(message) : GrpcFrames.message(message));
    }

    private Buffer encoded(Buffer frame) {
        return type.framing() == MediaType.Framing.WEB_TEXT ? WebText.encode(frame) : frame;
    }

    /// The one message of an answer and its end, in as few frames as there can be.
    void only(Buffer message) {
        if (response.ended() || response.closed()) {
            return;
        }
        head(List.of());
        var frame = framed(message);
        if (type.framing().web()) {
            close(frame.appendBuffer(lastFrame(GrpcStatus.OK)));
        } else {
            response.putTrailer(CODE, OK);
            // Else the library would say a content-length, which is not said of messages.
            response.writeHead();
            close(frame);
        }
    }

    private Buffer lastFrame(GrpcStatus status) {
        return encoded(GrpcFrames.frame(GrpcFrames.TRAILERS, Buffer.buffer(status.lines())));
    }

    /// Ends the answer. A failure before the first message is the head and nothing else, as gRPC has it.
    void end(GrpcStatus status) {
        if (response.ended() || response.closed()) {
            return;
        }
        head(List.of());
        if (type.framing().web()) {
            close(lastFrame(status));
            return;
        }
        if (response.headWritten()) {
            status.trailers().forEach(trailer -> response.putTrailer(trailer.name(), trailer.value()));
        } else {
            status.trailers().forEach(trailer -> response.putHeader(trailer.name(), trailer.value()));
        }
        response.end();
    }

    /// A connection whose request has not come to its end can take no other one.
    private void close(Buffer bytes) {
        if (request.http().version() != HttpVersion.HTTP_2 && !request.http().isEnded()) {
            request.endAndClose(bytes);
        } else {
            response.end(bytes);
        }
    }
}
