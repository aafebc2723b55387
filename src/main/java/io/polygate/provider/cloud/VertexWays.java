package io.polygate.provider.cloud;

import io.polygate.model.Operation;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.dialect.Way;
import io.polygate.wire.gemini.VertexEmbeddings;

/// Vertex AI: Gemini by its own methods, Claude and Mistral's models by `rawPredict`, other publishers' models by the
/// endpoint that speaks OpenAI's format. A model may be named with its publisher (`meta/llama-4`); `claude…` alone is
/// Anthropic's, any other Google's.
final class VertexWays implements BearerWays {

    private final ClaudeBody bodies = new ClaudeBody();
    private final Shape counting = new VertexCountShape();

    /// A model and who publishes it.
    private record Model(String publisher, String name) {

        static Model of(String model) {
            var parts = model.startsWith("publishers/")
                    ? model.substring("publishers/".length()).replaceFirst("/models/", "/")
                    : model;
            int slash = parts.indexOf('/');
            if (slash > 0) {
                return new Model(parts.substring(0, slash), parts.substring(slash + 1));
            }
            return new Model(parts.startsWith("claude") ? "anthropic" : "google", parts);
        }

        String path(String method) {
            return "/publishers/" + Paths.segment(publisher, "") + "/models/" + Paths.segment(name, "@") + ":" + method;
        }
    }

    @Override
    public Way of(UpstreamCall call) {
        var model = Model.of(call.model());
        return switch (model.publisher) {
            case "google" -> google(call, model);
            case "anthropic" -> anthropic(call, model);
            case "mistralai" -> mistral(call, model);
            default ->
                new Way(
                        "openai",
                        call.operation() == Operation.CHAT ? "/endpoints/openapi/chat/completions" : null,
                        Shape.SAME);
        };
    }

    @Override
    public boolean speaks(String dialect) {
        return dialect.equals(VertexEmbeddings.NAME);
    }

    private Way google(UpstreamCall call, Model model) {
        return switch (call.operation()) {
            case CHAT, COMPLETION -> new Way("gemini", model.path(generate(call)) + query(call), Shape.SAME);
            case COUNT_TOKENS -> new Way("gemini", model.path("countTokens"), counting);
            case EMBEDDING -> embedding(call, model);
            case FILES -> new Way(VertexEmbeddings.NAME, Paths.passed(call), Shape.SAME);
            default -> new Way("gemini", null, Shape.SAME);
        };
    }

    /// A caller of Vertex says itself by which method.
    private static Way embedding(UpstreamCall call, Model model) {
        var said = call.variant();
        var method = VertexEmbeddings.method(model.name);
        if (said != null && call.dialect().equals(VertexEmbeddings.NAME)) {
            return new Way(VertexEmbeddings.NAME, model.path(said), Shape.SAME);
        }
        boolean passes = call.dialect().equals("gemini") && method.equals(said);
        return new Way(passes ? "gemini" : VertexEmbeddings.NAME, model.path(method), Shape.SAME);
    }

    private static String generate(UpstreamCall call) {
        return call.stream() ? "streamGenerateContent" : "generateContent";
    }

    /// A caller of Gemini chose the framing, any other is answered from events.
    private static String query(UpstreamCall call) {
        return call.dialect().equals("gemini") ? Paths.query(call) : call.stream() ? "?alt=sse" : "";
    }

    private Way anthropic(UpstreamCall call, Model model) {
        return switch (call.operation()) {
            case CHAT, COMPLETION -> new Way("anthropic", model.path(predict(call)), new VertexClaudeShape(bodies, ""));
            case COUNT_TOKENS ->
                new Way(
                        "anthropic",
                        "/publishers/anthropic/models/count-tokens:rawPredict",
                        new VertexClaudeShape(bodies, model.name));
            default -> new Way("anthropic", null, Shape.SAME);
        };
    }

    private static String predict(UpstreamCall call) {
        return call.stream() ? "streamRawPredict" : "rawPredict";
    }

    private static Way mistral(UpstreamCall call, Model model) {
        var path = call.operation() == Operation.CHAT ? model.path(predict(call)) : null;
        return new Way("mistral", path, new VertexMistralShape(model.name));
    }
}
