package io.polygate.wire.gemini;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Dialect;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

/// Gemini's `generateContent` and `streamGenerateContent`. A door gives the model's name and whether it streams, which
/// the path says; paths of requests out begin after a base URL that ends in `/v1beta`.
public final class GeminiDialect implements Dialect {

    public static final String NAME = "gemini";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest request) {
        return GeminiRequests.decode(request);
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(4096).object();
        GeminiRequests.encode(request, target, warnings, json);
        var method = request.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
        return new EncodedRequest(
                GeminiPaths.of(target.model(), method),
                Map.of("content-type", "application/json"),
                json.endObject().toBuffer(),
                warnings.list());
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.DOTTED_64;
    }

    /// Takes the array of a stream without `alt=sse` too.
    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var json = answer(body);
        try {
            return json.isArray() ? collect(json, target) : GeminiResponses.decode(json, target);
        } catch (GatewayException e) {
            throw GeminiErrors.ofUpstream(e.error()).asException();
        }
    }

    /// The JSON of an answer of status 200; one that carries an error is that error.
    static Json answer(Buffer body) {
        var json = parse(body);
        var error = GeminiErrors.errorOf(json);
        if (error != null) {
            throw GeminiErrors.decodeInside(error).asException();
        }
        return json;
    }

    private static Json parse(Buffer body) {
        Json json;
        try {
            json = Json.parse(body);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer is not valid JSON")
                    .asException();
        }
        if (!json.isObject() && !json.isArray()) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the upstream's answer is not a JSON object")
                    .asException();
        }
        return json;
    }

    private static ChatResponse collect(Json chunks, Target target) {
        var collector = new ResponseCollector(Long.MAX_VALUE);
        var decoder = new GeminiEventDecoder(target, collector);
        chunks.items().forEach(decoder::chunk);
        decoder.finish();
        return collector.whole();
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        GeminiResponses.encode(response, context, warnings, json);
        return new Encoded(json.toBuffer(), warnings.list());
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new GeminiEventDecoder(target, handler);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new GeminiEventEncoder(context);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return GeminiErrors.decode(failure);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return GeminiErrors.encode(error, requestId);
    }
}
