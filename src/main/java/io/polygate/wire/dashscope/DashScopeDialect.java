package io.polygate.wire.dashscope;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// DashScope's own generation: text and multimodal, whole and streamed.
///
/// Source: help.aliyun.com/zh/model-studio/qwen-api-via-dashscope, and recorded traffic.
public final class DashScopeDialect implements BackendDialect {

    public static final String NAME = "dashscope";

    private static final Map<String, String> STREAM =
            Map.of("x-dashscope-sse", "enable", "accept", "text/event-stream");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        var warnings = new Warnings(NAME);
        var json = new JsonWriter(1024);
        var stream = DashScopeRequests.streams(request, target);
        var multimodal = DashScopeMessages.multimodal(request.messages(), target);
        DashScopeRequests.encode(request, target, new DashScopeRequests.Form(stream, multimodal), warnings, json);
        var service = multimodal ? "multimodal-generation" : "text-generation";
        return new EncodedRequest(
                "/services/aigc/" + service + "/generation",
                stream ? STREAM : Map.of(),
                json.toBuffer(),
                warnings.list());
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var answer = Answers.object(body);
        var error = DashScopeErrors.inside(answer);
        if (error != null) {
            throw error.asException();
        }
        return DashScopeResponses.decode(answer);
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new DashScopeStreamDecoder(target, handler);
    }

    @Override
    public TokenCount used(List<Header> headers, Json answer) {
        var usage = answer.object("usage");
        boolean told = usage != null && (usage.has("input_tokens") || usage.has("total_tokens"));
        return told ? TokenCount.of(DashScopeUsage.decode(usage)) : TokenCount.UNKNOWN;
    }

    @Override
    public @Nullable GatewayError inside(Json answer) {
        return DashScopeErrors.inside(answer);
    }

    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return DashScopeErrors.encode(error, requestId);
    }

    @Override
    public Buffer lastWords(GatewayError error) {
        return DashScopeErrors.event(error);
    }

    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        return DashScopeErrors.decode(failure);
    }
}
