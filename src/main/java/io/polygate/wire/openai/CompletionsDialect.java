package io.polygate.wire.openai;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.StreamEvent;
import io.polygate.model.Tools;
import io.polygate.wire.Dialect;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ParameterWriter;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Target;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// OpenAI's legacy completions (`POST /completions`): the prompt is one message of the user, the answer is text.
///
/// One prompt at a time: several (or token numbers) only a backend of this same dialect can answer.
public final class CompletionsDialect implements Dialect {

    private static final Set<String> KNOWN = Set.of(
            "model",
            "prompt",
            "stream",
            "stream_options",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "n",
            "stop",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "logprobs",
            "user");

    private final ChatDialect chat = new ChatDialect();

    @Override
    public String name() {
        return "completions";
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest incoming) {
        var request = Fields.root(incoming.body());
        var options = request.object("stream_options");
        return new ChatRequest(
                incoming.model() == null ? request.requireString("model") : incoming.model(),
                List.of(Message.text(Role.USER, prompt(request))),
                Tools.NONE,
                generation(request),
                null,
                null,
                incoming.stream() == null ? request.isTrue("stream") : incoming.stream(),
                options != null && options.isTrue("include_usage"),
                Attributes.ofUser(request.string("user")),
                request.extras(name(), KNOWN));
    }

    private static String prompt(Fields request) {
        var prompt = request.get("prompt");
        if (prompt == null) {
            throw request.missing("prompt", "a string");
        }
        var single =
                prompt.isArray() && prompt.items().size() == 1 ? prompt.items().getFirst() : prompt;
        var text = single.asString();
        if (text == null) {
            throw Fields.wrongType("prompt", prompt, "one string: the model's backend takes one prompt at a time");
        }
        return text;
    }

    /// `logprobs` is the number of alternatives here.
    private static Generation generation(Fields request) {
        var count = request.integer("logprobs");
        var sampling = new Sampling(
                request.number("temperature"),
                request.number("top_p"),
                request.integer("top_k"),
                request.number("frequency_penalty"),
                request.number("presence_penalty"),
                request.integer("seed"));
        return new Generation(
                request.integer("max_tokens"),
                sampling,
                ChatRequests.stop(request),
                request.integer("n"),
                count == null ? null : Boolean.TRUE,
                count,
                null,
                List.of(),
                null);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var quirks = target.quirks();
        var warnings = new Warnings(quirks.vendor().isEmpty() ? name() : quirks.vendor());
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.field("prompt", CompletionPrompts.of(request, warnings));
        if (request.stream()) {
            json.field("stream", true);
            if (quirks.takes("stream_options")) {
                json.name("stream_options")
                        .object()
                        .field("include_usage", true)
                        .endObject();
            }
        }
        var out = new ParameterWriter(Quirks.NONE, quirks.refuses(), warnings, json);
        ChatRequests.sampling(request.generation(), out);
        if (Boolean.TRUE.equals(request.generation().logprobs())) {
            var top = request.generation().topLogprobs();
            out.number("logprobs", top == null ? Long.valueOf(1) : top);
        }
        out.string("user", request.attributes().user());
        warnings.extras(request.extras(), name());
        request.extras().of(name()).forEach((field, value) -> out.raw(field, value.text()));
        return new EncodedRequest("/completions", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        return chat.decodeResponse(body, target);
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(name());
        var json = new JsonWriter(1024).object();
        json.field("id", response.id().isEmpty() ? context.id() : response.id());
        json.field("object", "text_completion");
        json.field("created", response.created() == 0 ? context.createdSeconds() : response.created());
        json.field("model", response.model().isEmpty() ? context.request().model() : response.model());
        json.name("choices").array();
        for (var choice : response.choices()) {
            var text = new AnswerParts(choice.parts(), warnings).text();
            json.object()
                    .field("text", text == null ? "" : text)
                    .field("index", choice.index())
                    .name("logprobs");
            if (choice.logprobs().isEmpty()) {
                json.nullValue();
            } else {
                Logprobs.encodeLegacy(choice.logprobs(), 0, json);
            }
            json.field("finish_reason", FinishReasons.encode(choice.finish()));
            extras(choice.extras(), json);
            json.endObject();
        }
        json.endArray().name("usage");
        OpenAiUsage.encode(response.usage(), json);
        extras(response.extras(), json);
        return new Encoded(json.endObject().toBuffer(), warnings.list());
    }

    /// Answers are read as those of chat are, so their extras are chat's.
    private static void extras(Extras extras, JsonWriter json) {
        extras.of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return chat.streamDecoder(target, handler);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new CompletionStreamEncoder(context);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return chat.decodeError(failure);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return chat.encodeError(error, requestId);
    }
}
