package io.polygate.wire.bedrock;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The content blocks of a stream, as they grow. What belongs to Amazon's own tools is held until it is whole.
final class StreamedBlocks {

    private enum Kind {
        TEXT,
        REASONING,
        CALL,
        SERVER_CALL,
        SERVER_RESULT
    }

    /// A block that is open. `head` is how it began; `held` is what it has so far where that is not passed on.
    private static final class Block {
        final Kind kind;
        final int part;
        final @Nullable Json head;
        final StringBuilder held = new StringBuilder();

        @Nullable
        Seal seal;

        Block(Kind kind, int part, @Nullable Json head) {
            this.kind = kind;
            this.part = part;
            this.head = head;
        }
    }

    private final BedrockModel model;
    private final int maxHeld;
    private final Consumer<StreamEvent> handler;
    private final Map<Long, Block> open = new LinkedHashMap<>();
    private int parts;

    StreamedBlocks(BedrockModel model, int maxHeld, Consumer<StreamEvent> handler) {
        this.model = model;
        this.maxHeld = maxHeld;
        this.handler = handler;
    }

    /// Only tools say how they begin.
    void start(long index, @Nullable Json start) {
        var use = start == null ? null : start.object("toolUse");
        var result = start == null ? null : start.object("toolResult");
        if (use != null && BedrockResponses.server(use)) {
            open(index, Kind.SERVER_CALL, kept(use));
        } else if (use != null) {
            var block = open(index, Kind.CALL, null);
            var call = Content.ToolCall.of(
                    BedrockResponses.orEmpty(use.string("toolUseId")),
                    BedrockResponses.orEmpty(use.string("name")),
                    "");
            handler.accept(new StreamEvent.PartStarted(0, block.part, Part.of(call)));
        } else if (result != null) {
            open(index, Kind.SERVER_RESULT, kept(result));
        }
    }

    /// The bytes of a frame are gone when the next one comes.
    private static Json kept(Json json) {
        return Json.parse(json.raw());
    }

    void delta(long index, Json delta) {
        var text = delta.string("text");
        if (text != null) {
            text(index, text);
            return;
        }
        for (var member : delta.members()) {
            var value = member.value();
            switch (member.name()) {
                case "reasoningContent" -> reasoning(index, value);
                case "toolUse" -> input(index, BedrockResponses.orEmpty(value.string("input")));
                case "toolResult" -> result(index, value);
                case "citation" -> {
                    var block = block(index, Kind.TEXT, Content.Text.of(""));
                    handler.accept(new StreamEvent.CitationAdded(0, block.part, BedrockCitations.decode(value)));
                }
                default -> {}
            }
        }
    }

    private void text(long index, String text) {
        var block = block(index, Kind.TEXT, Content.Text.of(""));
        if (!text.isEmpty()) {
            handler.accept(new StreamEvent.TextDelta(0, block.part, text));
        }
    }

    private void reasoning(long index, Json reasoning) {
        var block = block(index, Kind.REASONING, new Content.Reasoning(null, java.util.List.of()));
        var text = BedrockResponses.orEmpty(reasoning.string("text"));
        if (!text.isEmpty()) {
            handler.accept(new StreamEvent.ReasoningDelta(0, block.part, 0, false, text));
        }
        var signature = reasoning.string("signature");
        var closed = reasoning.string("redactedContent");
        if (signature != null || closed != null) {
            hold(block, signature == null ? closed : signature);
            block.seal = signature == null
                    ? new Seal(Seal.Kind.REDACTED, model.sealOrigin(), block.held.toString())
                    : BedrockResponses.signature(block.held.toString(), model);
        }
    }

    private void input(long index, String text) {
        var block = open.get(index);
        if (block == null) {
            return;
        }
        if (block.kind == Kind.CALL && !text.isEmpty()) {
            handler.accept(new StreamEvent.ArgumentsDelta(0, block.part, text));
        } else if (block.kind == Kind.SERVER_CALL) {
            hold(block, text);
        }
    }

    private void result(long index, Json content) {
        var block = open.get(index);
        if (block != null && block.kind == Kind.SERVER_RESULT) {
            content.items().forEach(item -> hold(block, (block.held.isEmpty() ? "" : ",") + item.raw()));
        }
    }

    private void hold(Block block, @Nullable String text) {
        block.held.append(BedrockResponses.orEmpty(text));
        if (block.held.length() > maxHeld) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream holds a block that is too large")
                    .asException();
        }
    }

    void stop(long index) {
        var block = open.remove(index);
        if (block == null) {
            return;
        }
        switch (block.kind) {
            case TEXT, REASONING, CALL -> handler.accept(new StreamEvent.PartEnded(0, block.part, block.seal));
            case SERVER_CALL, SERVER_RESULT -> ResponseEvents.part(0, block.part, Part.of(serverPart(block)), handler);
        }
    }

    void stopAll() {
        java.util.List.copyOf(open.keySet()).forEach(this::stop);
    }

    private static Content serverPart(Block block) {
        var head = block.head == null ? Json.parse("{}") : block.head;
        var id = BedrockResponses.orEmpty(head.string("toolUseId"));
        if (block.kind == Kind.SERVER_CALL) {
            var input = new RawJson(ToolArguments.asObject(block.held.toString()));
            return new Content.ServerToolCall(id, BedrockResponses.orEmpty(head.string("name")), input);
        }
        return new Content.ServerToolResult(
                id,
                BedrockResponses.resultName(head),
                new RawJson("[" + block.held + "]"),
                "error".equals(head.string("status")));
    }

    private Block open(long index, Kind kind, @Nullable Json head) {
        stop(index);
        var block = new Block(kind, parts++, head);
        open.put(index, block);
        return block;
    }

    /// The block that grows, begun where it is not there yet.
    private Block block(long index, Kind kind, Content start) {
        var known = open.get(index);
        if (known != null && known.kind == kind) {
            return known;
        }
        var block = open(index, kind, null);
        handler.accept(new StreamEvent.PartStarted(0, block.part, Part.of(start)));
        return block;
    }
}
