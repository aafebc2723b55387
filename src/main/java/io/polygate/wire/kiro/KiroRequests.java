package io.polygate.wire.kiro;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.wire.CallIds;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.FunctionTools;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Target;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The body of `generateAssistantResponse`: what was said before, and the message that is to be answered with the
/// tools. Instructions are a first exchange, thinking is asked for inside them.
final class KiroRequests {

    private static final int MAX_DESCRIPTION = 10_000;
    private static final String AGREED = "I will follow these instructions.";
    private static final String RESULTS = "Here are the results.";
    private static final String GO_ON = "Continue";
    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    private final ChatRequest request;
    private final String model;
    private final Warnings warnings = new Warnings(KiroDialect.NAME);
    private final KiroTurns turns;
    private final JsonWriter json = new JsonWriter(4096);

    KiroRequests(ChatRequest request, Target target) {
        this.request = request;
        this.model = target.model();
        this.turns = KiroTurns.of(request.messages(), warnings);
    }

    EncodedRequest encode() {
        json.object().name("conversationState").object();
        json.field("agentTaskType", "vibe").field("chatTriggerType", "MANUAL");
        json.field("conversationId", conversation());
        json.name("currentMessage").object();
        user(turns.turns().getLast(), true);
        json.endObject();
        history();
        json.endObject().endObject();
        unsupported();
        return new EncodedRequest("", Map.of(), json.toBuffer(), warnings.list());
    }

    /// The same for all turns of a conversation: from how it began.
    private String conversation() {
        var first = KiroTurns.text(turns.turns().getFirst().parts());
        return UUID.nameUUIDFromBytes((turns.system() + "\n" + first).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    private void history() {
        var instructions = instructions();
        var before = turns.turns().subList(0, turns.turns().size() - 1);
        if (instructions.isEmpty() && before.isEmpty()) {
            return;
        }
        json.name("history").array();
        if (!instructions.isEmpty()) {
            json.object();
            message(instructions);
            json.endObject().endObject();
            json.object().name("assistantResponseMessage").object().field("content", AGREED);
            json.endObject().endObject();
        }
        for (var turn : before) {
            json.object();
            if (turn.user()) {
                user(turn, false);
            } else {
                assistant(turn);
            }
            json.endObject();
        }
        json.endArray();
    }

    private String instructions() {
        var reasoning = request.reasoning();
        if (reasoning == null || reasoning.off()) {
            return turns.system();
        }
        // The answer's length cannot be said, so it leaves as much room to think as the caller wants.
        long budget = ReasoningBudgets.budget(reasoning, null);
        var asked = budget == 0
                ? ""
                : "<thinking_mode>enabled</thinking_mode><max_thinking_length>" + budget + "</max_thinking_length>";
        return turns.system().isEmpty() || asked.isEmpty() ? asked + turns.system() : asked + "\n" + turns.system();
    }

    /// Opens a message of the user with its text; two objects are to be closed but the inner one is left open.
    private void message(String text) {
        json.name("userInputMessage").object();
        json.field("content", text).field("modelId", model).field("origin", "AI_EDITOR");
    }

    private void user(KiroTurns.Turn turn, boolean current) {
        var text = KiroTurns.text(turn.parts());
        message(!text.isBlank() ? text : turn.results().isEmpty() ? GO_ON : RESULTS);
        var results = turn.results();
        var seen = new ArrayList<>(turn.parts());
        results.forEach(result -> seen.addAll(result.parts()));
        images(seen);
        var tools = current ? tools() : Map.<String, Tool.Function>of();
        if (!results.isEmpty() || !tools.isEmpty()) {
            json.name("userInputMessageContext").object();
            if (!tools.isEmpty()) {
                json.name("tools").array();
                tools.values().forEach(this::tool);
                json.endArray();
            }
            if (!results.isEmpty()) {
                json.name("toolResults").array();
                results.forEach(this::result);
                json.endArray();
            }
            json.endObject();
        }
        json.endObject();
    }

    /// The pictures of a message and of the results in it: a result itself has none.
    private void images(List<Part> parts) {
        var images = new ArrayList<Source.Base64>();
        for (var part : parts) {
            switch (part.content()) {
                case Content.Media(var kind, Source.Base64 data, var name, var detail)
                when kind == Content.MediaKind.IMAGE -> images.add(data);
                case Content.Media media when media.source() instanceof Source.PlainText -> {}
                case Content.Media media ->
                    warnings.add(
                            "content." + media.kind().name().toLowerCase(Locale.ROOT),
                            "only images that are data are taken");
                default -> {}
            }
        }
        if (!images.isEmpty()) {
            json.name("images").array();
            for (var image : images) {
                var format = image.mediaType().substring(image.mediaType().indexOf('/') + 1);
                json.object().field("format", format.equals("jpg") ? "jpeg" : format);
                json.name("source")
                        .object()
                        .field("bytes", image.data())
                        .endObject()
                        .endObject();
            }
            json.endArray();
        }
    }

    private void result(Content.ToolResult result) {
        json.object()
                .field("toolUseId", CallIds.plain(result.callId()))
                .name("content")
                .array();
        json.object().field("text", KiroTurns.text(result.parts())).endObject().endArray();
        json.field("status", result.error() ? "error" : "success").endObject();
    }

    private void assistant(KiroTurns.Turn turn) {
        var text = KiroTurns.text(turn.parts());
        json.name("assistantResponseMessage").object().field("content", text);
        if (!turn.calls().isEmpty()) {
            json.name("toolUses").array();
            for (var call : turn.calls()) {
                json.object().field("toolUseId", CallIds.plain(call.id())).field("name", call.name());
                json.rawField("input", ToolArguments.asObject(call.arguments())).endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    /// The tools of the request, and those that the conversation has called: it must name no other.
    private Map<String, Tool.Function> tools() {
        var tools = new LinkedHashMap<String, Tool.Function>();
        FunctionTools.of(request.tools(), warnings).forEach(tool -> tools.put(tool.name(), tool));
        turns.turns().forEach(turn -> turn.calls()
                .forEach(call -> tools.computeIfAbsent(call.name(), name -> Tool.Function.of(name, null, null))));
        return tools;
    }

    private void tool(Tool.Function tool) {
        var said = tool.description() == null || tool.description().isBlank() ? tool.name() : tool.description();
        json.object().name("toolSpecification").object().field("name", tool.name());
        json.field("description", said.substring(0, Math.min(MAX_DESCRIPTION, said.length())));
        json.name("inputSchema").object();
        json.rawField(
                "json", schema(tool.schema() == null ? null : tool.schema().text()));
        json.endObject().endObject().endObject();
    }

    /// `required` and `properties` must not be null.
    private static String schema(@Nullable String text) {
        if (text == null) {
            return NO_ARGUMENTS;
        }
        var schema = Json.parse(text);
        var written = new JsonWriter(text.length() + 64).object();
        for (var member : schema.members()) {
            if (!member.value().isNull()) {
                written.name(member.name()).raw(member.value());
            }
        }
        if (schema.get("properties") == null) {
            written.name("properties").object().endObject();
        }
        return written.endObject().toString();
    }

    private void unsupported() {
        var generation = request.generation();
        var sampling = generation.sampling();
        report("max_tokens", generation.maxTokens());
        report("temperature", sampling.temperature());
        report("top_p", sampling.topP());
        report("top_k", sampling.topK());
        report("stop", generation.stop().isEmpty() ? null : generation.stop());
        report("response_format", request.format());
        report("tool_choice", request.tools().choice());
        warnings.extras(request.extras(), KiroDialect.NAME);
    }

    private void report(String field, @Nullable Object value) {
        if (value != null) {
            warnings.unsupported(field);
        }
    }
}
