package io.polygate.wire.responses;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whole answers. What an answer repeats of its request is not kept: it is told anew from the request.
final class ResponsesAnswers {

    private static final Set<String> REPEATED = Set.of(
            "id",
            "object",
            "created_at",
            "completed_at",
            "status",
            "model",
            "output",
            "output_text",
            "usage",
            "error",
            "incomplete_details",
            "background",
            "frequency_penalty",
            "input",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "parallel_tool_calls",
            "presence_penalty",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user");

    private ResponsesAnswers() {}

    static ChatResponse decode(Buffer body) {
        var response = parse(body);
        var failure = response.get("error");
        if (failure != null || "failed".equals(response.string("status"))) {
            throw ResponsesErrors.decodeInside(response).asException();
        }
        if (!response.has("output")) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a response object")
                    .asException();
        }
        var parts = new ArrayList<Part>();
        var logprobs = new ArrayList<Logprob>();
        for (var item : response.items("output")) {
            parts.addAll(AssistantItems.decode(item));
            item.items("content").forEach(p -> logprobs.addAll(ResponsesLogprobs.decode(p.items("logprobs"))));
        }
        var calls = parts.stream().anyMatch(p -> p.content() instanceof Content.ToolCall);
        var choice = new Choice(0, parts, finish(response, calls), logprobs, Extras.NONE);
        return new ChatResponse(
                orEmpty(response.string("id")),
                orEmpty(response.string("model")),
                response.count("created_at"),
                List.of(choice),
                ResponsesUsage.decode(response),
                extras(response));
    }

    private static Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not valid JSON")
                    .asException();
        }
        throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object")
                .asException();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static Extras extras(Json response) {
        return Extras.of(ResponsesDialect.NAME, ItemExtras.of(response, REPEATED));
    }

    static FinishReason finish(Json response, boolean calls) {
        var status = orEmpty(response.string("status"));
        var details = response.object("incomplete_details");
        var reason = details == null ? null : details.string("reason");
        if (reason != null || status.equals("incomplete")) {
            return FinishReason.of(incomplete(reason), reason == null ? status : reason);
        }
        var unified =
                switch (status) {
                    case "queued", "in_progress", "cancelled" -> Unified.OTHER;
                    case "failed" -> Unified.ERROR;
                    default -> calls ? Unified.TOOL_CALLS : Unified.STOP;
                };
        return FinishReason.of(unified, status.isEmpty() ? null : status);
    }

    private static Unified incomplete(@Nullable String reason) {
        return switch (orEmpty(reason)) {
            case "max_output_tokens", "max_tokens", "length" -> Unified.LENGTH;
            case "content_filter" -> Unified.CONTENT_FILTER;
            default -> Unified.OTHER;
        };
    }

    static Buffer encode(ChatResponse response, ResponseContext context, Warnings warnings) {
        var object = new ResponseObject(
                context, response.id(), response.model(), response.created(), response.extras(), warnings);
        var output = new OutputBuilder(context, object.id(), EventWriter.muted(), Long.MAX_VALUE, warnings);
        var finish = FinishReason.of(Unified.STOP, null);
        for (var choice : response.choices()) {
            if (choice.index() != 0) {
                warnings.unsupported("choices");
                continue;
            }
            finish = choice.finish();
            output.accept(new StreamEvent.LogprobsAdded(0, choice.logprobs()));
            for (var i = 0; i < choice.parts().size(); i++) {
                ResponseEvents.part(0, i, choice.parts().get(i), output);
            }
        }
        var status = ResponseObject.Status.of(finish);
        output.close(status.ofItem());
        var json = new JsonWriter(2048);
        object.write(status, output.items(), response.usage(), json);
        return json.toBuffer();
    }
}
