package io.polygate.wire.openai;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.EmbeddingResponse;
import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.RawJson;
import io.polygate.wire.EmbeddingDialect;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.Vectors;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `POST /embeddings`: `input` is a text, texts, tokens or lists of tokens.
public final class OpenAiEmbeddings implements EmbeddingDialect {

    private static final Set<String> REQUEST = Set.of("model", "input", "dimensions", "encoding_format", "user");
    private static final Set<String> RESPONSE = Set.of("object", "data", "model", "usage");

    @Override
    public EmbeddingRequest decodeRequest(IncomingRequest incoming) {
        var request = Fields.root(incoming.body());
        var format = request.string("encoding_format");
        if (format != null && !format.equals("float") && !format.equals("base64")) {
            throw request.invalid("encoding_format", format + " (expected: float or base64)");
        }
        return new EmbeddingRequest(
                incoming.model() == null ? request.requireString("model") : incoming.model(),
                inputs(request),
                request.integer("dimensions"),
                "base64".equals(format),
                null,
                request.string("user"),
                request.extras(ChatDialect.NAME, REQUEST));
    }

    private static List<Input> inputs(Fields request) {
        var input = request.get("input");
        if (input == null) {
            throw request.missing("input", "a string or an array");
        }
        var text = input.asString();
        if (text != null) {
            return List.of(new Input.Text(text));
        }
        if (!input.isArray()) {
            throw Fields.wrongType("input", input, "a string or an array");
        }
        var items = input.items();
        if (!items.isEmpty() && items.getFirst().isNumber()) {
            return List.of(tokens(input, "input"));
        }
        var inputs = new ArrayList<Input>();
        for (var item : items) {
            var string = item.asString();
            inputs.add(string == null ? tokens(item, "input[" + inputs.size() + "]") : new Input.Text(string));
        }
        return inputs;
    }

    private static Input tokens(Json array, String path) {
        if (!array.isArray()) {
            throw Fields.wrongType(path, array, "a string or an array of token numbers");
        }
        var tokens = new ArrayList<Long>();
        for (var item : array.items()) {
            var token = item.asLong();
            if (token == null) {
                throw Fields.wrongType(path + "[" + tokens.size() + "]", item, "a token number");
            }
            tokens.add(token);
        }
        return new Input.Tokens(tokens);
    }

    @Override
    public EncodedRequest encodeRequest(EmbeddingRequest request, Target target) {
        var warnings = new Warnings(
                target.quirks().vendor().isEmpty()
                        ? ChatDialect.NAME
                        : target.quirks().vendor());
        var json = new JsonWriter(1024).object().field("model", target.model());
        json.name("input").array();
        for (var input : request.inputs()) {
            encode(input, warnings, json);
        }
        json.endArray();
        if (target.quirks().takes("dimensions")) {
            json.field(target.quirks().rename("dimensions"), request.dimensions());
        }
        if (request.base64() && target.quirks().takes("encoding_format")) {
            json.field("encoding_format", "base64");
        }
        if (target.quirks().takes("user")) {
            json.field("user", request.user());
        }
        if (request.task() != null) {
            warnings.unsupported("task");
        }
        ChatParts.extras(request.extras(), warnings, json);
        return new EncodedRequest("/embeddings", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    private static void encode(Input input, Warnings warnings, JsonWriter json) {
        switch (input) {
            case Input.Text text -> json.value(text.text());
            case Input.Tokens tokens -> {
                json.array();
                tokens.tokens().forEach(json::value);
                json.endArray();
            }
            case Input.Parts parts -> {
                json.value(ChatParts.joinedText(parts.parts()));
                if (!ChatParts.plainText(parts.parts(), Quirks.NONE)) {
                    warnings.unsupported("input.media");
                }
            }
        }
    }

    @Override
    public EmbeddingResponse decodeResponse(Buffer body, Target target) {
        var answer = OpenAiErrors.answer(body);
        var vectors = new Vector[answer.items("data").size()];
        var place = 0;
        for (var item : answer.items("data")) {
            var index = item.number("index");
            var at = index == null ? place : index.intValue();
            if (at < 0 || at >= vectors.length || vectors[at] != null) {
                throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer has a vector number " + at)
                        .asException();
            }
            vectors[at] = vector(item);
            place++;
        }
        var model = answer.string("model");
        return new EmbeddingResponse(
                model == null ? target.model() : model,
                List.of(vectors),
                ChatResponses.usage(answer),
                Fields.extras(answer, ChatDialect.NAME, RESPONSE));
    }

    private static Vector vector(Json item) {
        var embedding = item.get("embedding");
        var base64 = embedding == null ? null : embedding.asString();
        if (base64 != null) {
            return new Vector.Base64(base64);
        }
        return new Vector.Numbers(new RawJson(embedding == null ? "[]" : embedding.raw()));
    }

    /// Base64 that was not asked for stays as it is: it is a vendor's own packing (Perplexity's are bytes, not floats).
    @Override
    public Encoded encodeResponse(EmbeddingResponse response, EmbeddingRequest request) {
        var json = new JsonWriter(1024)
                .object()
                .field("object", "list")
                .name("data")
                .array();
        for (var i = 0; i < response.vectors().size(); i++) {
            json.object().field("object", "embedding").field("index", i).name("embedding");
            var vector = response.vectors().get(i);
            switch (vector) {
                case Vector.Base64 base64 -> json.value(base64.data());
                case Vector.Numbers numbers when request.base64() -> json.value(Vectors.base64(numbers));
                case Vector.Numbers numbers -> json.raw(numbers.array().text());
            }
            json.endObject();
        }
        json.endArray().field("model", response.model()).name("usage").object();
        json.field("prompt_tokens", response.usage().inputTotal())
                .field("total_tokens", response.usage().total());
        json.endObject();
        response.extras().of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        return new Encoded(json.endObject().toBuffer(), List.of());
    }
}
