package io.polygate.door.grpc;

import io.polygate.bus.BusClient;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.wire.ndjson.NdjsonParser;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `Converse` over HTTP: each line is a request of its own, and its events are lines of the answer. What a caller sends
/// ahead waits on its side: while a call is under way no more is read.
final class JsonConversation {

    private final EdgeRequest request;
    private final BusClient bus;
    private final UnaryOperator<Buffer> translate;
    private final @Nullable Duration timeout;
    private final NdjsonParser lines;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private @Nullable GatewayError broken;
    private int turns;
    private boolean busy;
    private boolean ended;
    private boolean over;

    /// @param translate what becomes of each event on its way
    /// @param timeout the caller's deadline for all of it, or null
    JsonConversation(EdgeRequest request, BusClient bus, UnaryOperator<Buffer> translate, @Nullable Duration timeout) {
        this.request = request;
        this.bus = bus;
        this.translate = translate;
        this.timeout = timeout;
        int longest = (int) Math.min(Integer.MAX_VALUE, request.maxBody());
        this.lines = new NdjsonParser(longest, line -> waiting.add(line.toBuffer()));
    }

    void begin() {
        var http = request.http();
        http.handler(bytes -> read(() -> lines.push(bytes)));
        http.exceptionHandler(e -> {});
        http.endHandler(v -> {
            ended = true;
            read(lines::finish);
        });
    }

    private void read(Runnable step) {
        if (over || broken != null) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            var message = "the message is larger than " + request.maxBody() + " bytes (server.max-body)";
            broken = GatewayError.of(ErrorKind.TOO_LARGE, message);
        }
        next();
    }

    private void next() {
        if (busy || over) {
            return;
        }
        var line = waiting.poll();
        if (line != null || broken != null) {
            ask(line);
        } else if (ended && turns > 0) {
            over = true;
            request.response().end();
        } else if (ended) {
            broken = GatewayError.of(ErrorKind.BAD_REQUEST, "no request (expected: a line of JSON for each)");
            ask(null);
        } else {
            request.resume();
        }
    }

    /// @param line null for what is too long
    private void ask(@Nullable Buffer line) {
        busy = true;
        request.pause();
        turns++;
        var message = ChatRequest.getDefaultInstance();
        GatewayError defect = line == null ? broken : null;
        try {
            message = line == null
                    ? message
                    : ProtoJson.PLAIN.read(line, ChatRequest.newBuilder()).build();
        } catch (GatewayException e) {
            defect = e.error();
        }
        var told = defect == null || turns == 1 && defect.param() == null ? defect : numbered(defect);
        var call = CallMaker.turn(request, turns, Buffer.buffer(message.toByteArray()), CallMaker.TRANSCODING, told);
        var answer = new JsonAnswer(request, true, translate);
        answer.onEnd(this::left);
        answer.onGoodEnd(this::answered);
        answer.open(bus, request.vertx(), call, remaining());
    }

    private GatewayError numbered(GatewayError error) {
        var at = "request " + turns + ": ";
        return GatewayError.field(
                error.kind(), at + (error.param() == null ? "" : error.param()), at + error.message());
    }

    private @Nullable Duration remaining() {
        return timeout == null ? null : timeout.minusNanos(System.nanoTime() - request.startedNanos());
    }

    private void left() {
        over = true;
        request.resume();
    }

    private void answered() {
        busy = false;
        next();
    }
}
