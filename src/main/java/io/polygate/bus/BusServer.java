package io.polygate.bus;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes calls off the bus for the routing verticle of one shard, or those that are meant for it alone. All its methods
/// belong to the context that started it.
public final class BusServer {

    private static final Logger LOG = LoggerFactory.getLogger(BusServer.class);

    private final Vertx vertx;
    private final Addresses addresses;
    private final String localAddress;
    private final String remoteAddress = Addresses.ROUTING + "." + UUID.randomUUID();
    private final BiConsumer<Call, AnswerWriter> handler;
    private final Map<Long, ServerStream> streams = new HashMap<>();
    private final Peers peers;
    private final List<MessageConsumer<Frame>> consumers = new ArrayList<>();
    /// Where calls of other nodes arrive.
    private final List<MessageConsumer<Frame>> taking = new ArrayList<>(2);
    private final Context context;
    private final boolean shared;

    /// @param handler gets each call with the writer of its answer; must not throw
    public BusServer(
            Vertx vertx, BusConfig config, Addresses addresses, int shard, BiConsumer<Call, AnswerWriter> handler) {
        this(vertx, config, addresses, Addresses.ofShard(shard), handler);
    }

    private BusServer(
            Vertx vertx,
            BusConfig config,
            Addresses addresses,
            String localAddress,
            BiConsumer<Call, AnswerWriter> handler) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.localAddress = localAddress;
        this.shared = localAddress.startsWith(Addresses.ROUTING);
        this.handler = handler;
        this.context = vertx.getOrCreateContext();
        this.peers = new Peers(vertx, config, remoteAddress, this::lost);
    }

    /// One that is not routing: only who knows its [#address] can open calls there, from another node.
    public static BusServer alone(Vertx vertx, BusConfig config, BiConsumer<Call, AnswerWriter> handler) {
        return new BusServer(vertx, config, new Addresses(), "polygate.alone." + UUID.randomUUID(), handler);
    }

    /// Where another node finds this server, and no other.
    public String address() {
        return remoteAddress;
    }

    /// Starts taking calls.
    public Future<Void> start() {
        FrameCodec.register(vertx);
        consumers.add(vertx.eventBus().localConsumer(localAddress, this::receive));
        addresses.add(localAddress);
        if (!vertx.isClustered()) {
            return Future.succeededFuture();
        }
        consumers.add(vertx.eventBus().consumer(remoteAddress, this::receive));
        if (shared) {
            taking.add(vertx.eventBus().consumer(Addresses.ofNode(RoutingNodes.self(vertx)), this::receive));
            taking.add(vertx.eventBus().consumer(Addresses.ROUTING, this::receive));
        }
        return Future.all(Stream.concat(consumers.stream(), taking.stream())
                        .map(MessageConsumer::completion)
                        .toList())
                .mapEmpty();
    }

    /// Takes no more calls; what is open goes on until it ends or [#stop].
    public Future<Void> drain() {
        addresses.remove(localAddress);
        var left = Future.join(taking.stream().map(MessageConsumer::unregister).toList());
        taking.clear();
        return left.mapEmpty();
    }

    /// Fails what is still open and leaves the bus.
    public Future<Void> stop() {
        addresses.remove(localAddress);
        for (var stream : streams.values().toArray(ServerStream[]::new)) {
            stream.abort(GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down"));
        }
        peers.stop();
        return drain().compose(v -> Future.join(
                        consumers.stream().map(MessageConsumer::unregister).toList()))
                .mapEmpty();
    }

    /// How many calls are open.
    public int open() {
        return streams.size();
    }

    private void receive(Message<Frame> message) {
        switch (message.body()) {
            case Frame.Open open -> accept(open, message);
            case Frame.Credit credit -> {
                var stream = streams.get(credit.stream());
                if (stream != null) {
                    stream.credited(credit.bytes());
                }
            }
            case Frame.Data data -> {
                var stream = streams.get(data.stream());
                if (stream != null) {
                    stream.heard(data.bytes());
                }
            }
            case Frame.Cancel cancel -> {
                var stream = streams.get(cancel.stream());
                if (stream != null) {
                    stream.cancelled();
                }
            }
            case Frame.Alive alive -> peers.heard(alive.from());
            case Frame.Accepted _, Frame.Part _, Frame.Failed _ -> {}
        }
    }

    private void accept(Frame.Open open, Message<Frame> message) {
        var outbox = open.remote()
                ? new BatchingOutbox(vertx, context, open.from(), open.stream())
                : new DirectOutbox(vertx, open.from(), open.stream());
        var stream = new ServerStream(open, outbox, this::ended);
        streams.put(open.stream(), stream);
        if (open.remote()) {
            peers.join(open.from());
            message.reply(new Frame.Accepted(open.stream(), remoteAddress), FrameCodec.REMOTE);
        }
        try {
            handler.accept(open.call(), stream);
        } catch (RuntimeException e) {
            LOG.error("call {} failed", open.call().id(), e);
            stream.abort(GatewayError.of(ErrorKind.INTERNAL, "the gateway failed on this call"));
        }
    }

    private void ended(ServerStream stream) {
        if (streams.remove(stream.id()) != null && stream.remote()) {
            peers.leave(stream.door());
        }
    }

    private void lost(String door) {
        for (var stream : streams.values().toArray(ServerStream[]::new)) {
            if (stream.isFrom(door)) {
                stream.cancelled();
            }
        }
    }
}
