package io.polygate.wire.responses;

import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.SequentialParts;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.responses.ResponseObject.Status;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a stream: the response's begin, its items one after the other, its end. Keeps the output that the last event
/// repeats, which is bounded, and nothing else. A stream that breaks ends in `error`, then `response.failed`.
final class ResponsesStreamEncoder implements StreamEncoder {

    private static final StreamEvent.Started NOT_TOLD = new StreamEvent.Started("", "", 0, Extras.NONE);

    private final ResponseContext context;
    private final ResponsesLimits limits;
    private final EventWriter events;
    private final Warnings warnings = new Warnings(ResponsesDialect.NAME);
    private final SequentialParts inOrder = new SequentialParts(this::write);

    private @Nullable ResponseObject response;
    private @Nullable OutputBuilder output;
    private @Nullable Usage usage;
    private FinishReason finish = FinishReason.of(Unified.STOP, null);
    private boolean ended;

    ResponsesStreamEncoder(ResponseContext context, ResponsesLimits limits) {
        this(context, limits, EventWriter.open());
    }

    private ResponsesStreamEncoder(ResponseContext context, ResponsesLimits limits, EventWriter events) {
        this.context = context;
        this.limits = limits;
        this.events = events;
    }

    /// Writes how a stream breaks that another has begun, from its next sequence number.
    static Buffer lastWords(ResponseContext context, long sequence, StreamEvent.Started started, GatewayError error) {
        var encoder = new ResponsesStreamEncoder(context, ResponsesLimits.DEFAULT, EventWriter.from(sequence));
        encoder.begin(started);
        encoder.fail(error);
        return encoder.events.take();
    }

    @Override
    public void encode(StreamEvent event) {
        if (ended) {
            return;
        }
        try {
            if (ofFirstChoice(event)) {
                inOrder.accept(event);
            } else {
                warnings.unsupported("choices");
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    private static boolean ofFirstChoice(StreamEvent event) {
        return switch (event) {
            case StreamEvent.PartStarted e -> e.choice() == 0;
            case StreamEvent.TextDelta e -> e.choice() == 0;
            case StreamEvent.RefusalDelta e -> e.choice() == 0;
            case StreamEvent.ReasoningDelta e -> e.choice() == 0;
            case StreamEvent.ArgumentsDelta e -> e.choice() == 0;
            case StreamEvent.AudioDelta e -> e.choice() == 0;
            case StreamEvent.CitationAdded e -> e.choice() == 0;
            case StreamEvent.LogprobsAdded e -> e.choice() == 0;
            case StreamEvent.PartEnded e -> e.choice() == 0;
            case StreamEvent.Finished e -> e.choice() == 0;
            case StreamEvent.Started _,
                    StreamEvent.UsageReported _,
                    StreamEvent.Ping _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> true;
        };
    }

    private void write(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> start(e);
            case StreamEvent.Finished e -> finish = e.reason();
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ping _ -> {}
            case StreamEvent.Ended _ -> end();
            case StreamEvent.Failed e -> fail(e.error());
            default -> output().accept(event);
        }
    }

    private void start(StreamEvent.Started started) {
        if (response != null) {
            return;
        }
        var response = begin(started);
        response("response.created", response, Status.IN_PROGRESS, List.of(), null);
        response("response.in_progress", response, Status.IN_PROGRESS, List.of(), null);
    }

    private ResponseObject begin(StreamEvent.Started started) {
        var object = new ResponseObject(
                context, started.id(), started.model(), started.created(), started.extras(), warnings);
        response = object;
        output = new OutputBuilder(context, object.id(), events, limits.maxOutput(), warnings);
        return object;
    }

    private ResponseObject response() {
        if (response == null) {
            start(NOT_TOLD);
        }
        if (response == null) {
            throw new IllegalStateException("the response has not begun");
        }
        return response;
    }

    /// Whether only the last words of a stream are wanted, which began before us (see [ResponseContext#broken]).
    private boolean alreadyBegun() {
        return context.createdSeconds() == 0 && context.request().messages().isEmpty();
    }

    private OutputBuilder output() {
        response();
        if (output == null) {
            throw new IllegalStateException("the response has not begun");
        }
        return output;
    }

    private void response(String type, ResponseObject object, Status status, List<String> items, @Nullable Usage used) {
        var json = events.begin(type).name("response");
        object.write(status, items, used, json);
        events.end(json);
    }

    private void end() {
        var status = Status.ofStream(finish);
        if (status.error() != null) {
            fail(status.error());
            return;
        }
        output().close(status.ofItem());
        ended = true;
        var type = status.word().equals("incomplete") ? "response.incomplete" : "response.completed";
        response(type, response(), status, output().items(), usage == null ? Usage.ZERO : usage);
    }

    /// SDKs know an error by its nested form, the specification says the flat one: both are there.
    private void fail(GatewayError error) {
        ended = true;
        var object = response == null && alreadyBegun() ? begin(NOT_TOLD) : response();
        output().flush();
        var json = events.begin("error").field("code", ResponsesErrors.code(error));
        json.field("message", error.message());
        ResponsesErrors.nullable("param", error.param(), json);
        ResponsesErrors.object(error, json.name("error"));
        events.end(json);
        response("response.failed", object, Status.failed(error), output().items(), usage);
    }

    @Override
    public Buffer take() {
        if (output != null && !ended) {
            output.flush();
        }
        return events.take();
    }

    @Override
    public List<String> warnings() {
        return warnings.list();
    }
}
