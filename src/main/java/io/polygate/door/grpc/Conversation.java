package io.polygate.door.grpc;

import io.polygate.bus.BusClient;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/// `Converse`: each request of the caller's is a call of its own, and they are answered one after the other. What a
/// caller sends ahead waits on its side: while a call is under way no more is read.
final class Conversation implements RpcExchange.Listener {

    private final RpcExchange exchange;
    private final BusClient bus;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private int turns;
    private boolean busy;
    private boolean ended;

    Conversation(RpcExchange exchange, BusClient bus) {
        this.exchange = exchange;
        this.bus = bus;
    }

    void begin() {
        exchange.answer().head(java.util.List.of());
        exchange.read(this);
    }

    @Override
    public void message(Buffer message) {
        waiting.add(message);
        next();
    }

    @Override
    public void end() {
        ended = true;
        next();
    }

    private void next() {
        if (busy || exchange.over()) {
            return;
        }
        var message = waiting.poll();
        if (message != null) {
            busy = true;
            exchange.request().pause();
            var call = CallMaker.turn(exchange.request(), ++turns, message);
            new CallAnswer(exchange, true, UnaryOperator.identity(), this::answered).open(bus, call);
        } else if (ended) {
            exchange.end(GrpcStatus.OK);
        } else {
            exchange.request().resume();
        }
    }

    private void answered() {
        busy = false;
        next();
    }
}
