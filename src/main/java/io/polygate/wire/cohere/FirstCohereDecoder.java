package io.polygate.wire.cohere;

import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.ndjson.NdjsonParser;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// Watches a stream of the first version: lines of JSON, or the same as the data of events for who accepts these. The
/// last one `is_finished` and has the whole answer.
final class FirstCohereDecoder implements StreamDecoder {

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final NdjsonParser parser;
    private boolean started;
    private final StreamEnd end;

    FirstCohereDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.end = new StreamEnd(handler);
        this.parser = new NdjsonParser(target.maxEventBytes(), this::line);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> parser.push(chunk));
    }

    @Override
    public void finish() {
        end.unlessReached(() -> {
            parser.finish();
            if (!end.reached()) {
                end.fail(Answers.cutShort());
            }
        });
    }

    private void line(Bytes line) {
        var json = end.reached() ? null : Answers.objectOrNull(data(line));
        if (json == null) {
            return;
        }
        var error = CohereErrors.inside(json);
        if (error != null) {
            end.fail(error);
            return;
        }
        if (!started) {
            started = true;
            handler.accept(
                    new StreamEvent.Started(Answers.text(json, "generation_id"), target.model(), 0, Extras.NONE));
        }
        if (json.isTrue("is_finished")) {
            last(json);
        }
    }

    private static Bytes data(Bytes line) {
        for (int i = 0; i < DATA.length; i++) {
            if (line.length() <= i || line.array()[line.from() + i] != DATA[i]) {
                return line;
            }
        }
        return new Bytes(line.array(), line.from() + DATA.length, line.to());
    }

    private void last(Json json) {
        var failure = CohereErrors.ending(json);
        if (failure != null) {
            end.fail(failure);
            return;
        }
        end.reach(() -> {
            var reason = json.string("finish_reason");
            handler.accept(
                    new StreamEvent.Finished(0, FinishReason.of(FinishReason.Unified.STOP, reason), Extras.NONE));
            var response = json.object("response");
            var meta = response == null ? null : response.object("meta");
            if (meta != null) {
                handler.accept(new StreamEvent.UsageReported(CohereUsage.decode(meta)));
            }
        });
    }
}
