package io.polygate.wire.replay;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Dialect;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs recorded and encoded bytes through a dialect.
final class Replay {

    private static final long LIMIT = 64L * 1024 * 1024;

    private Replay() {}

    /// The events of a stream that comes in pieces of `size` bytes.
    static List<StreamEvent> events(Dialect dialect, Target target, byte[] stream, int size) {
        var events = new ArrayList<StreamEvent>();
        var decoder = dialect.streamDecoder(target, events::add);
        for (var at = 0; at < stream.length; at += size) {
            decoder.push(Buffer.buffer(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size))));
        }
        decoder.finish();
        return events;
    }

    /// The events of a stream that comes event by event, cut after each blank line (of lines of JSON, after each).
    static List<StreamEvent> eventByEvent(Dialect dialect, Target target, byte[] stream) {
        var events = new ArrayList<StreamEvent>();
        var decoder = dialect.streamDecoder(target, events::add);
        var start = 0;
        var lines = stream.length > 0 && stream[0] == '{';
        for (var i = 1; i < stream.length; i++) {
            if (stream[i] == '\n'
                    && (lines || stream[i - 1] == '\n' || (i > 2 && stream[i - 1] == '\r' && stream[i - 2] == '\n'))) {
                decoder.push(Buffer.buffer(Arrays.copyOfRange(stream, start, i + 1)));
                start = i + 1;
            }
        }
        decoder.push(Buffer.buffer(Arrays.copyOfRange(stream, start, stream.length)));
        decoder.finish();
        return events;
    }

    static ResponseCollector collect(List<StreamEvent> events) {
        var collector = new ResponseCollector(LIMIT);
        events.forEach(collector);
        return collector;
    }

    static ChatResponse response(List<StreamEvent> events) {
        return collect(events).response();
    }

    /// The caller's side of an answer: a caller who asked for everything.
    static ResponseContext context(boolean stream) {
        var request = ChatRequest.of("m", List.of()).withStream(stream, stream);
        return ResponseContext.of("answer-1", 1_700_000_000L, request);
    }

    /// The events written as another dialect's stream.
    static Buffer encode(Dialect dialect, List<StreamEvent> events) {
        var encoder = dialect.streamEncoder(context(true));
        var stream = Buffer.buffer();
        for (var event : events) {
            encoder.encode(event);
            stream.appendBuffer(encoder.take());
        }
        return stream;
    }
}
