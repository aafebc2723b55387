package io.polygate.bus;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Opens calls over the bus for the doors of one shard. All its methods belong to the context that started it.
public final class BusClient {

    private static final int REMOTE_TRIES = 3;

    private final Vertx vertx;
    private final BusConfig config;
    private final Addresses addresses;
    private final String preferred;
    private final String address = "polygate.door." + UUID.randomUUID();
    private final Map<Long, ClientStream> streams = new HashMap<>();
    private final Peers peers;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private long opened;
    private Unaccounted unaccounted = Unaccounted.IGNORED;
    private final List<MessageConsumer<Frame>> consumers = new ArrayList<>();

    /// @param shard calls prefer the routing verticle of this shard
    public BusClient(Vertx vertx, BusConfig config, Addresses addresses, int shard) {
        this.vertx = vertx;
        this.config = config;
        this.addresses = addresses;
        this.preferred = Addresses.ofShard(shard);
        this.peers = new Peers(vertx, config, address, this::lost);
    }

    /// Tells `listener` of calls that no pipeline can account for.
    public BusClient tell(Unaccounted listener) {
        unaccounted = listener;
        return this;
    }

    /// Starts listening for answers on the current context.
    public Future<Void> start() {
        FrameCodec.register(vertx);
        consumers.add(vertx.eventBus().localConsumer(address, this::receive));
        if (vertx.isClustered()) {
            consumers.add(vertx.eventBus().consumer(address, this::receive));
        }
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    /// Fails what is open and stops listening.
    public Future<Void> stop() {
        for (var stream : streams.values().toArray(ClientStream[]::new)) {
            stream.lost(GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down"));
        }
        peers.stop();
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    /// A server on this context that only those know who are told its address.
    public BusServer alone(BiConsumer<Call, AnswerWriter> handler) {
        return BusServer.alone(vertx, config, handler);
    }

    /// How many calls are open.
    public int open() {
        return streams.size();
    }

    /// Opens a call; every outcome reaches `handler`, never an exception.
    public OpenCall open(Call call, AnswerHandler handler) {
        return open(call, handler, config.window());
    }

    /// The same for a door that has many answers for one reader.
    ///
    /// @param window bytes of the answer that may be under way, at most `bus.window`
    public OpenCall open(Call call, AnswerHandler handler, int window) {
        var stream = new ClientStream(call, handler, unaccounted, Math.min(window, config.window()));
        stream.begin();
        var once = vertx.isClustered() ? call.once() : null;
        if (once == null) {
            openAnywhere(stream, call);
        } else {
            RoutingNodes.of(vertx)
                    .onSuccess(nodes -> openOnce(stream, call, RoutingNodes.ranked(nodes, once)))
                    .onFailure(e -> openAnywhere(stream, call));
        }
        return stream;
    }

    /// Goes to the node that all calls of this key go to; where that one is lost, to the next in its order, which is
    /// the same for all doors. None is left when the last of them is gone from the list too.
    private void openOnce(ClientStream stream, Call call, List<String> nodes) {
        if (nodes.isEmpty()) {
            openAnywhere(stream, call);
            return;
        }
        var nearest = nodes.getFirst().equals(RoutingNodes.self(vertx)) ? addresses.nearest(preferred) : null;
        if (nearest != null) {
            openHere(stream, call, nearest);
            return;
        }
        ask(stream, call, Addresses.ofNode(nodes.getFirst()), () -> {
            if (stream.begin()) {
                openOnce(stream, call, nodes.subList(1, nodes.size()));
            }
        });
    }

    private void openHere(ClientStream stream, Call call, String nearest) {
        if (!streams.containsKey(stream.id)) {
            return;
        }
        stream.accepted(nearest, false);
        var open = new Frame.Open(stream.id, address, false, stream.window, call);
        vertx.eventBus().send(nearest, open, FrameCodec.LOCAL);
    }

    private void openAnywhere(ClientStream stream, Call call) {
        String nearest = addresses.nearest(preferred);
        if (nearest != null) {
            openHere(stream, call, nearest);
        } else if (vertx.isClustered()) {
            openRemotely(stream, call, new Way(Addresses.ROUTING, REMOTE_TRIES));
        } else {
            stream.lost(GatewayError.of(ErrorKind.OVERLOADED, "no routing verticle is running"));
        }
    }

    /// Opens a call at one server of another node; it is nobody else's to answer, and not accounted for here.
    ///
    /// @param server what [BusServer#address] said there
    public OpenCall openAt(String server, Call call, AnswerHandler handler) {
        var stream = new ClientStream(call, handler, Unaccounted.IGNORED, config.window());
        stream.begin();
        openRemotely(stream, call, new Way(server, 1));
        return stream;
    }

    /// Where a call may go on other nodes, and how many of them may still be asked.
    private record Way(String address, int tries) {}

    private void openRemotely(ClientStream stream, Call call, Way way) {
        ask(stream, call, way.address, () -> {
            if (way.tries > 1 && stream.begin()) {
                openRemotely(stream, call, new Way(way.address, way.tries - 1));
            } else {
                stream.lost(GatewayError.of(ErrorKind.OVERLOADED, "no routing node answers"));
            }
        });
    }

    /// A node that has just died is on the list for a moment: who does not accept in time is passed over. One that was
    /// only slow may accept later; who it was is not known, so all are told that nobody waits for it any more.
    private void ask(ClientStream stream, Call call, String where, Runnable otherwise) {
        if (!streams.containsKey(stream.id)) {
            return;
        }
        long id = stream.id;
        var open = new Frame.Open(stream.id, address, true, stream.window, call);
        var options = new DeliveryOptions(FrameCodec.REMOTE)
                .setSendTimeout(config.acceptTimeout().toMillis());
        vertx.eventBus().<Frame>request(where, open, options).onComplete(reply -> {
            if (reply.succeeded() && reply.result().body() instanceof Frame.Accepted accepted) {
                stream.accepted(accepted.from(), true);
                return;
            }
            vertx.eventBus().publish(where, new Frame.Cancel(id), FrameCodec.REMOTE);
            otherwise.run();
        });
    }

    private void receive(Message<Frame> message) {
        switch (message.body()) {
            case Frame.Part part -> {
                var stream = streams.get(part.stream());
                if (stream != null) {
                    stream.part(part);
                }
            }
            case Frame.Failed failed -> {
                var stream = streams.get(failed.stream());
                if (stream != null) {
                    stream.fail(failed.error());
                }
            }
            case Frame.Credit credit -> {
                var stream = streams.get(credit.stream());
                if (stream != null) {
                    stream.credited(credit.bytes());
                }
            }
            case Frame.Alive alive -> peers.heard(alive.from());
            case Frame.Open _, Frame.Accepted _, Frame.Data _, Frame.Cancel _ -> {}
        }
    }

    private void lost(String peer) {
        for (var stream : streams.values().toArray(ClientStream[]::new)) {
            if (stream.remote && peer.equals(stream.server)) {
                stream.lost(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the routing node of this call was lost"));
            }
        }
    }

    private final class ClientStream implements OpenCall {

        private final AnswerHandler handler;
        private final Unaccounted listener;
        private final String door;
        private final String callId;
        private final long startedNanos;
        private long id;
        private @Nullable String server;
        private boolean remote;
        private boolean cancelled;
        private int taken;
        private final int window;
        private int room;
        private final List<Buffer> early = new ArrayList<>(0);
        private @Nullable Runnable drain;

        ClientStream(Call call, AnswerHandler handler, Unaccounted listener, int window) {
            this.window = window;
            this.room = window;
            this.handler = handler;
            this.listener = listener;
            this.door = call.door();
            this.callId = call.id();
            this.startedNanos = call.startedNanos();
        }

        /// Takes a number of its own; another try takes another one, so that a late answer to the first is not heard.
        boolean begin() {
            boolean wanted = id == 0 || streams.remove(id) != null;
            if (wanted) {
                id = seed + ++opened;
                streams.put(id, this);
            }
            return wanted;
        }

        void accepted(String from, boolean isRemote) {
            server = from;
            remote = isRemote;
            if (isRemote && streams.containsKey(id)) {
                peers.join(from);
            }
            if (cancelled) {
                tell(new Frame.Cancel(id));
            } else {
                early.forEach(bytes -> tell(new Frame.Data(id, bytes)));
            }
            early.clear();
        }

        void part(Frame.Part part) {
            if (part.last()) {
                end();
            }
            handler.part(part.head(), part.bytes(), part.last());
        }

        void fail(GatewayError error) {
            if (end()) {
                handler.failed(error);
            }
        }

        void lost(GatewayError error) {
            if (end()) {
                listener.ended(door, callId, startedNanos, error);
                handler.failed(error);
            }
        }

        /// Credits go back in halves of the window: few messages, and never a stall.
        @Override
        public void taken(int bytes) {
            taken += bytes;
            if (taken >= window / 2 && streams.containsKey(id)) {
                tell(new Frame.Credit(id, taken));
                taken = 0;
            }
        }

        /// What is said before it is known who listens waits, within what a caller may send without a credit; it is for
        /// whoever accepts, under the number that the call then has.
        @Override
        public void send(Buffer bytes) {
            if (!streams.containsKey(id)) {
                return;
            }
            room -= bytes.length();
            if (server == null) {
                early.add(bytes);
            } else {
                tell(new Frame.Data(id, bytes));
            }
        }

        @Override
        public boolean writable() {
            return room > 0;
        }

        @Override
        public void onDrain(Runnable handler) {
            drain = handler;
        }

        void credited(int bytes) {
            boolean wasDry = room <= 0;
            room += bytes;
            if (wasDry && room > 0 && drain != null) {
                drain.run();
            }
        }

        @Override
        public void cancel() {
            if (end()) {
                cancelled = true;
                tell(new Frame.Cancel(id));
            }
        }

        private void tell(Frame frame) {
            if (server != null) {
                vertx.eventBus().send(server, frame, remote ? FrameCodec.REMOTE : FrameCodec.LOCAL);
            }
        }

        private boolean end() {
            if (streams.remove(id) == null) {
                return false;
            }
            early.clear();
            if (remote && server != null) {
                peers.leave(server);
            }
            return true;
        }
    }
}
