package io.polygate.door.grpc;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.StatusLines;
import io.polygate.wire.polygate.OwnMethod;
import io.vertx.core.buffer.Buffer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Brings the answer of one call of ours to a gRPC caller at the caller's pace.
final class CallAnswer implements AnswerHandler {

    private final RpcExchange exchange;
    private final boolean streamed;
    private final UnaryOperator<Buffer> translate;
    private final Runnable done;
    private final FrameReader frames;
    private @Nullable Buffer whole;
    private @Nullable OpenCall open;
    private @Nullable GrpcStatus broken;
    private @Nullable Operation operation;
    private boolean ended;
    private int held;

    /// @param translate what becomes of each message on its way
    /// @param done runs when a stream came to a good end, the exchange being still open
    CallAnswer(RpcExchange exchange, boolean streamed, UnaryOperator<Buffer> translate, Runnable done) {
        this.exchange = exchange;
        this.streamed = streamed;
        this.translate = translate;
        this.done = done;
        this.frames = new FrameReader(Integer.MAX_VALUE, false, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                exchange.answer().message(translate.apply(message));
            }

            @Override
            public void trailers(String lines) {
                broken = StatusLines.read(lines);
            }
        });
    }

    void open(BusClient bus, Call call) {
        exchange.onLeft(this::left);
        operation = call.operation();
        var opened = bus.open(call, this);
        if (!ended) {
            open = opened;
            if (exchange.over()) {
                opened.cancel();
            }
        }
    }

    private void left() {
        if (open != null && !ended) {
            ended = true;
            open.cancel();
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (ended || exchange.over()) {
            return;
        }
        ended = last;
        if (head != null) {
            exchange.answer().head(head.headers());
        }
        if (streamed) {
            stream(bytes, last);
        } else {
            collect(bytes, last);
        }
    }

    private void collect(@Nullable Buffer bytes, boolean last) {
        if (bytes != null) {
            whole = whole == null ? bytes : whole.copy().appendBuffer(bytes);
        }
        if (last) {
            exchange.only(translate.apply(whole == null ? Buffer.buffer() : whole));
        } else if (bytes != null && open != null) {
            open.taken(bytes.length());
        }
    }

    private void stream(@Nullable Buffer bytes, boolean last) {
        if (bytes != null) {
            frames.push(bytes);
            held += bytes.length();
        }
        if (last) {
            finish();
        } else if (!exchange.answer().full()) {
            taken();
        } else {
            exchange.answer().onDrain(this::taken);
        }
    }

    private void finish() {
        if (broken != null) {
            exchange.end(broken);
        } else if (!frames.atEnd()) {
            exchange.fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the answer was cut short"));
        } else {
            done.run();
        }
    }

    private void taken() {
        if (open != null && !ended) {
            open.taken(held);
        }
        held = 0;
    }

    @Override
    public void failed(GatewayError error) {
        if (!ended) {
            ended = true;
            exchange.fail(operation == null ? error : OwnMethod.inWords(operation, error));
        }
    }
}
