package io.polygate.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.util.Objects;

/// Frames by reference within a JVM, as bytes between nodes: a tag, the stream's number, the rest of the record.
final class FrameCodec implements MessageCodec<Frame, Frame> {

    private static final String NAME = "polygate.frame";
    static final DeliveryOptions LOCAL =
            new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);
    static final DeliveryOptions REMOTE = new DeliveryOptions().setCodecName(NAME);

    private FrameCodec() {}

    /// Registers the codec once per Vert.x instance.
    static void register(Vertx vertx) {
        vertx.sharedData().<String, Boolean>getLocalMap(NAME).computeIfAbsent(NAME, name -> {
            vertx.eventBus().registerCodec(new FrameCodec());
            return true;
        });
    }

    @Override
    public void encodeToWire(Buffer buffer, Frame frame) {
        var out = new WireWriter(buffer);
        switch (frame) {
            case Frame.Open open -> {
                out.tag(1).number(open.stream()).text(open.from()).number(open.credit());
                out.call(open.call());
            }
            case Frame.Accepted accepted -> out.tag(2).number(accepted.stream()).text(accepted.from());
            case Frame.Part part -> {
                out.tag(3).number(part.stream()).flag(part.last()).bytes(part.bytes());
                out.head(part.head());
            }
            case Frame.Failed failed -> out.tag(4).number(failed.stream()).error(failed.error());
            case Frame.Credit credit -> out.tag(5).number(credit.stream()).number(credit.bytes());
            case Frame.Cancel cancel -> out.tag(6).number(cancel.stream());
            case Frame.Alive alive -> out.tag(7).text(alive.from());
            case Frame.Data data -> out.tag(8).number(data.stream()).bytes(data.bytes());
        }
    }

    @Override
    public Frame decodeFromWire(int position, Buffer buffer) {
        var in = new WireReader(buffer, position);
        return switch (in.tag()) {
            case 1 -> new Frame.Open(in.number(), in.text(), true, (int) in.number(), in.call());
            case 2 -> new Frame.Accepted(in.number(), in.text());
            case 3 -> {
                long stream = in.number();
                boolean last = in.flag();
                var bytes = in.bytes();
                yield new Frame.Part(stream, in.head(), bytes, last);
            }
            case 4 -> new Frame.Failed(in.number(), in.error());
            case 5 -> new Frame.Credit(in.number(), (int) in.number());
            case 6 -> new Frame.Cancel(in.number());
            case 7 -> new Frame.Alive(in.text());
            case 8 -> new Frame.Data(in.number(), Objects.requireNonNull(in.bytes()));
            default -> throw new IllegalStateException("a frame of another version came over the bus");
        };
    }

    @Override
    public Frame transform(Frame frame) {
        return frame;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
