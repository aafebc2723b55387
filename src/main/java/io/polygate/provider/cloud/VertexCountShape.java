package io.polygate.provider.cloud;

import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;

/// Vertex counts the tokens of a request as it is, where Gemini's own API wants it inside `generateContentRequest`.
final class VertexCountShape implements Shape {

    @Override
    public Buffer body(Buffer body, Identity who) {
        try {
            var inner = Json.parse(body).object("generateContentRequest");
            if (inner == null) {
                return body;
            }
            var json = new JsonWriter(body.length()).object();
            for (var member : inner.members()) {
                if (!member.name().equals("model")) {
                    json.name(member.name()).raw(member.value());
                }
            }
            return json.endObject().toBuffer();
        } catch (JsonSyntaxException e) {
            return body;
        }
    }
}
