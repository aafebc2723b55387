package io.polygate.provider.cloud;

import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The envelope of Code Assist: `{model, project, user_prompt_id, request}` one way, `{response, traceId}` the other;
/// a count is asked of `{request: {model, contents}}` and answered bare.
final class CodeAssistShape implements Shape {

    private static final String MODELS = "models/";

    private final UpstreamCall call;
    private final boolean counting;

    CodeAssistShape(UpstreamCall call, boolean counting) {
        this.call = call;
        this.counting = counting;
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        Json asked;
        try {
            asked = Json.parse(body);
        } catch (JsonSyntaxException e) {
            return body;
        }
        return counting ? count(asked) : envelope(asked, who.fact("project"));
    }

    private String model() {
        return call.model().startsWith(MODELS) ? call.model().substring(MODELS.length()) : call.model();
    }

    private Buffer envelope(Json asked, @Nullable String project) {
        var json = new JsonWriter(call.body().length() + 256).object().field("model", model());
        json.field("project", project)
                .field("user_prompt_id", call.id())
                .name("request")
                .object();
        for (var member : asked.members()) {
            if (!member.name().equals("model")) {
                json.name(member.name()).raw(member.value());
            }
        }
        return json.endObject().endObject().toBuffer();
    }

    private Buffer count(Json asked) {
        var inner = asked.object("generateContentRequest");
        var contents = (inner == null ? asked : inner).get("contents");
        var json = new JsonWriter(call.body().length() + 256)
                .object()
                .name("request")
                .object();
        json.field("model", MODELS + model());
        json.rawField("contents", contents == null ? "[]" : contents.raw());
        return json.endObject().endObject().toBuffer();
    }

    @Override
    public AnswerReader reader(AnswerReader dialect) {
        return new CodeAssistAnswer(dialect, call.arrayFraming());
    }
}
