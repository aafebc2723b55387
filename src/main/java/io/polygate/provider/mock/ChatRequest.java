package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of a chat request decides the answer.
///
/// @param maxTokens of each choice
/// @param schema that the answer's text must fit, where the request asked for JSON
/// @param tool that is to be called
record ChatRequest(
        Prose.Said said,
        int promptTokens,
        int n,
        int maxTokens,
        boolean stream,
        boolean usageAsked,
        @Nullable Json schema,
        @Nullable Tool tool,
        Behaviour behaviour) {

    private static final int PER_MESSAGE = 3;
    private static final int MAX_CHOICES = 128;
    private static final int MOST_TEXT = 20_000;
    private static final Json ANY = Json.parse("{\"type\":\"object\"}");

    static ChatRequest decode(Json body, Behaviour behaviour) {
        var messages = Messages.decode(body);
        int n = Fields.number(body, "n", MAX_CHOICES);
        var tokens = behaviour.tokens();
        if (tokens != null && (long) n * tokens > MOST_TEXT) {
            throw Fields.wrong("n", Integer.toString(n), "n × mock_tokens <= " + MOST_TEXT);
        }
        var tool = Tool.choose(body, messages.getLast());
        return new ChatRequest(
                Messages.said(messages),
                Messages.tokens(messages) + PER_MESSAGE * messages.size(),
                n,
                maxTokens(body),
                Fields.flag(body, "stream"),
                Fields.asksUsage(body),
                schema(body),
                tool,
                behaviour);
    }

    private static int maxTokens(Json body) {
        var name = body.get("max_completion_tokens") == null ? "max_tokens" : "max_completion_tokens";
        var limit = Fields.number(body, name, 1, Integer.MAX_VALUE);
        return limit == null ? Integer.MAX_VALUE : limit;
    }

    private static @Nullable Json schema(Json body) {
        var format = body.object("response_format");
        var type = format == null ? null : format.string("type");
        if (format == null || type == null || type.equals("text")) {
            return null;
        }
        var named = format.object("json_schema");
        var schema = named == null ? null : named.object("schema");
        return schema == null ? ANY : schema;
    }

    /// The pieces of a choice's text before any limit.
    List<String> text(int choice) {
        return schema == null ? Prose.about(said, choice, behaviour) : Pieces.of(ExampleValue.of(schema));
    }
}
