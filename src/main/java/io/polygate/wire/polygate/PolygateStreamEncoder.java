package io.polygate.wire.polygate;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.Finished;
import io.polygate.wire.CollectedAudio;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.SequentialParts;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a stream as frames with a `ChatEvent` each; a failure is a frame of trailers. A call's arguments are the only
/// thing that is collected.
final class PolygateStreamEncoder implements StreamEncoder {

    private static final int MAX_ARGUMENTS = 16 * 1024 * 1024;

    private final ResponseContext context;
    private final Warnings warnings = new Warnings(PolygateFront.NAME);
    private final SequentialParts rows = new SequentialParts(this::write);
    private final StringBuilder arguments = new StringBuilder();
    private CollectedAudio audio = new CollectedAudio();
    private int sounded;
    private Buffer out = Buffer.buffer();
    private StreamEvent.Started started = new StreamEvent.Started("", "", 0, Extras.NONE);
    private FinishReason finish = FinishReason.of(FinishReason.Unified.OTHER, null);
    private Usage usage = Usage.ZERO;
    private @Nullable Part open;

    PolygateStreamEncoder(ResponseContext context) {
        this.context = context;
    }

    @Override
    public void encode(StreamEvent event) {
        rows.accept(event);
    }

    private void write(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> {
                started = e;
                warnings.extras(e.extras(), PolygateFront.NAME);
            }
            case StreamEvent.PartStarted e
            when first(e.choice()) -> {
                open = e.start();
                arguments.setLength(0);
                audio = new CollectedAudio();
                sounded = 0;
                if (e.start().content() instanceof Content.ToolCall call) {
                    collect(call.arguments());
                }
            }
            case StreamEvent.TextDelta e
            when first(e.choice()) -> tell(ChatEvent.newBuilder().setTextDelta(e.text()));
            case StreamEvent.RefusalDelta e
            when first(e.choice()) -> tell(ChatEvent.newBuilder().setRefusalDelta(e.text()));
            case StreamEvent.ReasoningDelta e
            when first(e.choice()) -> tell(ChatEvent.newBuilder().setReasoningDelta(e.text()));
            case StreamEvent.ArgumentsDelta e when first(e.choice()) -> collect(e.text());
            case StreamEvent.AudioDelta e when first(e.choice()) -> sound(e);
            case StreamEvent.PartEnded e when first(e.choice()) -> ended(e);
            case StreamEvent.Finished e when first(e.choice()) -> finish = e.reason();
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ended _ -> end();
            case StreamEvent.Failed e -> {
                var status = GrpcStatus.of(e.error(), context.id());
                append(GrpcFrames.frame(GrpcFrames.TRAILERS, Buffer.buffer(status.lines())));
            }
            case StreamEvent.CitationAdded _ -> warnings.unsupported("citations of a stream");
            case StreamEvent.LogprobsAdded _ -> warnings.unsupported("logprobs");
            case StreamEvent.Ping _ -> {}
            case StreamEvent.PartStarted _,
                    StreamEvent.TextDelta _,
                    StreamEvent.RefusalDelta _,
                    StreamEvent.ReasoningDelta _,
                    StreamEvent.ArgumentsDelta _,
                    StreamEvent.AudioDelta _,
                    StreamEvent.PartEnded _,
                    StreamEvent.Finished _ -> warnings.unsupported("choices");
        }
    }

    private static boolean first(int choice) {
        return choice == 0;
    }

    private void collect(String text) {
        if (arguments.length() + text.length() > MAX_ARGUMENTS) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "a tool call's arguments are longer than " + MAX_ARGUMENTS)
                    .asException();
        }
        arguments.append(text);
    }

    private void sound(StreamEvent.AudioDelta delta) {
        sounded += delta.data().length() + delta.transcript().length();
        if (sounded > MAX_ARGUMENTS) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "a sound is longer than " + MAX_ARGUMENTS)
                    .asException();
        }
        audio.append(delta.data(), delta.transcript());
    }

    /// Text and reasoning have been told; their seal has not. Everything else is told now.
    private void ended(StreamEvent.PartEnded event) {
        var part = open;
        open = null;
        if (part == null) {
            return;
        }
        var sealed = audio.joinedTo(event.seal() == null ? part : part.withSeal(event.seal()));
        switch (sealed.content()) {
            case Content.ToolCall call ->
                tell(ChatEvent.newBuilder()
                        .setToolCall(PolygateResponses.call(call.withArguments(arguments.toString()))));
            case Content.Reasoning _
            when sealed.seal() != null -> content(sealed.withContent(new Content.Reasoning(null, List.of())));
            case Content.Text _, Content.Reasoning _, Content.Refusal _ -> {}
            default -> content(sealed);
        }
    }

    private void content(Part part) {
        var content = PolygateResponses.content(part, warnings);
        if (content != null) {
            tell(ChatEvent.newBuilder().setContent(content));
        }
    }

    private void end() {
        tell(ChatEvent.newBuilder()
                .setFinished(Finished.newBuilder()
                        .setFinishReason(PolygateResponses.finish(finish.unified()))
                        .setRawFinishReason(PolygateResponses.text(finish.raw()))
                        .setUsage(PolygateResponses.usage(usage))
                        .setId(started.id().isEmpty() ? context.id() : started.id())
                        .setModel(started.model().isEmpty() ? context.request().model() : started.model())));
    }

    private void tell(ChatEvent.Builder event) {
        append(GrpcFrames.message(event.build().toByteArray()));
    }

    private void append(Buffer frame) {
        out = out.length() == 0 ? frame : out.appendBuffer(frame);
    }

    @Override
    public Buffer take() {
        var ready = out;
        out = Buffer.buffer();
        return ready;
    }

    @Override
    public List<String> warnings() {
        return warnings.list();
    }
}
