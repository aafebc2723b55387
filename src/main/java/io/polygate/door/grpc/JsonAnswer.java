package io.polygate.door.grpc;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.wire.grpc.ErrorJson;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.StatusLines;
import io.polygate.wire.polygate.OwnMethod;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Brings the answer of a call to a caller who speaks JSON: an object, or a stream of them as lines (NDJSON) or as
/// server-sent events, whichever the caller accepts.
final class JsonAnswer implements AnswerHandler {

    /// The content-type by which routing says that the answer is a stream of gRPC frames.
    static final String FRAMES = "application/grpc+json";

    private static final String METADATA = "grpc-metadata-";

    private final EdgeRequest request;
    private final HttpServerResponse response;
    private final UnaryOperator<Buffer> translate;
    private final StreamForm form;
    private final FrameReader frames;
    private boolean streamed;
    private @Nullable OpenCall open;
    private @Nullable Operation operation;
    private @Nullable Long deadline;
    private @Nullable Buffer whole;
    private @Nullable StatusLines last;
    private boolean done;
    private int held;
    private @Nullable Runnable ended;
    private @Nullable Runnable next;

    /// @param streamed whether the answer comes in frames; a head may say so too
    /// @param translate what becomes of each message on its way
    JsonAnswer(EdgeRequest request, boolean streamed, UnaryOperator<Buffer> translate) {
        this.request = request;
        this.response = request.response();
        this.streamed = streamed;
        this.translate = translate;
        this.form = StreamForm.of(request.header(HttpHeaders.ACCEPT));
        this.frames = new FrameReader(Integer.MAX_VALUE, false, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                write(null, translate.apply(message));
            }

            @Override
            public void trailers(String lines) {
                last = StatusLines.parse(lines);
            }
        });
    }

    /// Runs it once when the answer has come to its end, or nobody waits for it any more.
    void onEnd(Runnable handler) {
        ended = handler;
    }

    /// Runs it in place of the answer's end and of [#onEnd] where all went well: more will be said.
    void onGoodEnd(Runnable handler) {
        next = handler;
    }

    boolean over() {
        return done;
    }

    /// @param timeout the caller's deadline, or null
    /// @return null where it was refused at once
    @Nullable
    OpenCall open(BusClient bus, Vertx vertx, Call call, @Nullable Duration timeout) {
        if (timeout != null && !timeout.isPositive()) {
            late();
            return null;
        }
        operation = call.operation();
        var opened = bus.open(call, this);
        if (done) {
            return null;
        }
        open = opened;
        response.closeHandler(v -> left());
        response.exceptionHandler(e -> left());
        if (timeout != null) {
            deadline = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> {
                deadline = null;
                if (!done) {
                    opened.cancel();
                    late();
                }
            });
        }
        return opened;
    }

    private void late() {
        failed(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, "the call's deadline is over"));
    }

    private void left() {
        if (!done && open != null) {
            finish();
            open.cancel();
        }
    }

    private void finish() {
        done = true;
        if (deadline != null) {
            request.vertx().cancelTimer(deadline);
            deadline = null;
        }
        if (ended != null) {
            ended.run();
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean end) {
        if (done) {
            return;
        }
        if (head != null) {
            begin(head);
        }
        if (streamed) {
            stream(bytes, end);
        } else {
            collect(bytes, end);
        }
    }

    private void begin(Head head) {
        if (response.headWritten()) {
            return;
        }
        for (var header : head.headers()) {
            if (header.name().equals("content-type")) {
                streamed |= header.value().equals(FRAMES);
            } else {
                response.headers().add(header.name(), header.value());
            }
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, streamed ? form.contentType() : "application/json");
        if (streamed) {
            response.setChunked(true).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
            response.putHeader("x-accel-buffering", "no");
        }
    }

    private void collect(@Nullable Buffer bytes, boolean end) {
        if (bytes != null) {
            whole = whole == null ? bytes : whole.copy().appendBuffer(bytes);
        }
        if (end) {
            finish();
            say(translate.apply(whole == null ? Buffer.buffer() : whole));
        } else if (bytes != null && open != null) {
            open.taken(bytes.length());
        }
    }

    private void stream(@Nullable Buffer bytes, boolean end) {
        if (bytes != null) {
            frames.push(bytes);
            held += bytes.length();
        }
        if (end) {
            end();
        } else if (response.writeQueueFull()) {
            response.drainHandler(v -> taken());
        } else {
            taken();
        }
    }

    private void end() {
        var status = last == null ? GrpcStatus.OK : last.status();
        if (last == null && !frames.atEnd()) {
            status = GrpcStatus.of(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the answer was cut short"), request.id());
        }
        if (next != null && status.ok()) {
            ended = next;
            finish();
            return;
        }
        finish();
        if (!status.ok()) {
            write("error", ErrorJson.write(status));
        }
        if (last != null) {
            last.metadata().forEach(m -> response.trailers().add(METADATA + m.name(), m.value()));
        }
        say(Buffer.buffer());
    }

    /// Says the last of it. A connection whose request has not come to its end can take no other one.
    private void say(Buffer bytes) {
        if (request.http().isEnded()) {
            response.end(bytes);
        } else {
            request.endAndClose(bytes);
        }
    }

    private void taken() {
        if (open != null && !done) {
            open.taken(held);
        }
        held = 0;
    }

    private void write(@Nullable String event, Buffer json) {
        if (form == StreamForm.LINES) {
            response.write(json.copy().appendString("\n"));
            return;
        }
        var name = event == null ? "" : "event: " + event + "\n";
        response.write(Buffer.buffer(name + "data: ").appendBuffer(json).appendString("\n\n"));
    }

    @Override
    public void failed(GatewayError error) {
        if (done) {
            return;
        }
        finish();
        var said = operation == null ? error : OwnMethod.inWords(operation, error);
        var status = GrpcStatus.of(said, request.id());
        if (response.headWritten()) {
            write("error", ErrorJson.write(status));
            say(Buffer.buffer());
            return;
        }
        GrpcStatus.metadata(error).forEach(m -> response.headers().add(m.name(), m.value()));
        refuse(status, error.retryAfter());
    }

    private void refuse(GrpcStatus status, @Nullable Duration wait) {
        response.setChunked(false).setStatusCode(status.code().http());
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (wait != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
        }
        say(ErrorJson.write(status));
    }
}
