package io.polygate.provider.mock;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps what an attempt says.
final class Recording implements AttemptHandler {

    @Nullable
    Head head;

    final List<Buffer> parts = new ArrayList<>();

    @Nullable
    Outcome outcome;

    @Nullable
    GatewayError error;

    Consumer<Recording> onPart = recording -> {};
    private final Promise<Recording> ended = Promise.promise();

    @Override
    public void part(@Nullable Head partHead, @Nullable Buffer bytes, @Nullable Outcome last) {
        if (partHead != null) {
            head = partHead;
        }
        if (bytes != null) {
            parts.add(bytes);
        }
        outcome = last;
        onPart.accept(this);
        if (last != null) {
            ended.complete(this);
        }
    }

    @Override
    public void failed(GatewayError failure, Outcome used) {
        error = failure;
        outcome = used;
        ended.complete(this);
    }

    Future<Recording> ended() {
        return ended.future();
    }

    String text() {
        var text = new StringBuilder();
        parts.forEach(part -> text.append(part.toString()));
        return text.toString();
    }

    Json json() {
        return Json.parse(text());
    }

    /// The data of the events, the end mark left out.
    List<Json> events() {
        return text().lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parse(line.substring(6)))
                .toList();
    }

    /// The text that the chunks of a choice add up to.
    String content(int choice) {
        var text = new StringBuilder();
        for (var event : events()) {
            for (var item : event.items("choices")) {
                var delta = item.object("delta");
                if (item.count("index") == choice && delta != null && delta.string("content") != null) {
                    text.append(delta.string("content"));
                }
            }
        }
        return text.toString();
    }
}
