package io.polygate.wire.openai;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Generation;
import io.polygate.model.Logprob;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Random values of all that OpenAI Chat can say, in normal form.
final class GeneratedChat {

    private static final List<String> PIECES =
            List.of("a", " ", "\n", "\"", "\\", "漢字", "😀", "\u2028", "\u0000", "</think>", "é", "{\"a\":1}", "data: ");
    private static final RawJson SCHEMA =
            new RawJson("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}");

    private final Random random;

    GeneratedChat(long seed) {
        random = new Random(seed);
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    private <T> @Nullable T perhaps(T value) {
        return maybe() ? value : null;
    }

    private String text() {
        var text = new StringBuilder("t");
        for (var i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private Extras extras(String name) {
        return maybe() ? Extras.NONE : Extras.of(ChatDialect.NAME, Map.of(name, new RawJson("{\"b\":[1,null,\"c\"]}")));
    }

    ChatRequest request() {
        var messages = new ArrayList<Message>();
        if (maybe()) {
            messages.add(named(maybe() ? Role.SYSTEM : Role.DEVELOPER, List.of(Part.text(text()))));
        }
        for (var turn = random.nextInt(4); turn >= 0; turn--) {
            messages.add(named(Role.USER, user()));
            if (turn > 0) {
                assistant(messages);
            }
        }
        var request = ChatRequest.of("model", messages)
                .withTools(tools())
                .withGeneration(generation())
                .withFormat(format())
                .withAttributes(attributes())
                .withExtras(extras("prediction"));
        return maybe() ? request.withReasoning(ReasoningRequest.of(ReasoningRequest.Effort.LOW)) : request;
    }

    private Message named(Role role, List<Part> parts) {
        return new Message(role, parts, perhaps("name"), extras("weight"));
    }

    private List<Part> user() {
        var parts = new ArrayList<Part>();
        parts.add(Part.text(text()));
        for (var i = random.nextInt(3); i > 0; i--) {
            parts.add(Part.of(media(random.nextInt(5))).withExtras(extras("min_pixels")));
        }
        return parts;
    }

    private Content media(int kind) {
        var kinds = Content.MediaKind.values();
        return switch (kind) {
            case 0 -> new Content.Media(kinds[0], new Source.Base64("image/png", "QUJDRA=="), null, perhaps("high"));
            case 1 -> new Content.Media(kinds[0], new Source.Url("https://a/b?c=d&e", null), null, perhaps("low"));
            case 2 -> new Content.Media(kinds[1], new Source.Base64("audio/wav", "QUJD"), null, null);
            case 3 -> new Content.Media(kinds[3], new Source.FileId("file-1"), null, null);
            default -> new Content.Media(kinds[3], new Source.Base64("application/pdf", "QUI="), text(), null);
        };
    }

    private void assistant(List<Message> messages) {
        var calls = random.nextInt(3);
        var said = new ArrayList<Part>();
        var results = new ArrayList<Part>();
        if (calls == 0 || maybe()) {
            said.add(Part.text(text()));
        }
        for (var i = 0; i < calls; i++) {
            var id = "call_" + messages.size() + "_" + i;
            said.add(call(id));
            results.add(Part.of(new Content.ToolResult(id, null, List.of(Part.text(text())), false))
                    .withExtras(extras("note")));
        }
        messages.add(named(Role.ASSISTANT, said));
        if (calls > 0) {
            messages.add(Message.of(Role.TOOL, results));
        }
    }

    private Part call(String id) {
        return Part.of(
                maybe()
                        ? Content.ToolCall.of(id, "tool_" + random.nextInt(3), "{\"a\":\"" + random.nextInt() + "\"}")
                        : new Content.ToolCall(id, "custom_0", text(), true));
    }

    private Tools tools() {
        if (random.nextInt(4) == 0) {
            return Tools.NONE;
        }
        var list = List.<Tool>of(
                new Tool.Function("tool_0", perhaps(text()), perhaps(SCHEMA), perhaps(true), null, extras("x")),
                Tool.Function.of("tool_1", null, SCHEMA),
                new Tool.Custom("custom_0", perhaps(text()), perhaps(new RawJson("{\"type\":\"text\"}")), Extras.NONE),
                new Tool.Hosted(ChatDialect.NAME, Tool.Kind.WEB_SEARCH, new RawJson("{\"type\":\"web_search\"}")));
        var choice =
                switch (random.nextInt(6)) {
                    case 0 -> ToolChoice.of(ToolChoice.Mode.AUTO);
                    case 1 -> ToolChoice.of(ToolChoice.Mode.NONE);
                    case 2 -> ToolChoice.named("tool_1");
                    case 3 -> ToolChoice.named("custom_0");
                    case 4 -> new ToolChoice(ToolChoice.Mode.AUTO, List.of("tool_0", "custom_0"));
                    default -> null;
                };
        return new Tools(list, choice, perhaps(false));
    }

    private Generation generation() {
        var sampling = new Sampling(
                perhaps(random.nextInt(20) / 10.0),
                perhaps(0.95),
                perhaps(40L),
                perhaps(-1.5),
                perhaps(2.0),
                perhaps(random.nextLong()));
        return new Generation(
                perhaps(1L + random.nextInt(4000)),
                sampling,
                maybe() ? List.of("END", text()) : List.of(),
                perhaps(2L),
                perhaps(true),
                perhaps(5L),
                perhaps("low"),
                maybe() ? List.of("text", "audio") : List.of(),
                new RawJson("{\"voice\":\"alloy\",\"format\":\"wav\"}"));
    }

    private @Nullable ResponseFormat format() {
        return switch (random.nextInt(4)) {
            case 0 -> new ResponseFormat.Text();
            case 1 -> new ResponseFormat.JsonObject();
            case 2 -> new ResponseFormat.JsonSchema("name", perhaps(text()), SCHEMA, perhaps(true));
            default -> null;
        };
    }

    private Attributes attributes() {
        return new Attributes(
                perhaps("user"),
                maybe() ? Map.of("k", text()) : Map.of(),
                perhaps("flex"),
                perhaps(true),
                null,
                perhaps("key"),
                perhaps("safe"),
                null);
    }

    /// `streamed` leaves out what a stream can't tell apart: no text without letters, no parts behind calls.
    ChatResponse response() {
        var choices = new ArrayList<Choice>();
        for (var i = 0; i <= random.nextInt(3); i++) {
            choices.add(choice(i));
        }
        return new ChatResponse(
                "chatcmpl-" + random.nextInt(1000), "model", 1_700_000_000, choices, usage(), extras("service_tier"));
    }

    private Choice choice(int index) {
        var parts = new ArrayList<Part>();
        if (maybe()) {
            parts.add(Part.of(Content.Reasoning.of(text())));
        }
        if (random.nextInt(3) > 0) {
            parts.add(Part.of(new Content.Text(text(), maybe() ? List.of() : List.of(citation()))));
        } else if (maybe()) {
            parts.add(Part.of(new Content.Refusal(text())));
        }
        if (random.nextInt(4) == 0) {
            parts.add(Part.of(Content.Media.image(new Source.Base64("image/png", "QUJD"))));
        }
        if (random.nextInt(4) == 0) {
            var source = new Source.Base64(ChatAudio.PCM, "AAEC");
            var extras = Map.of(
                    "id", new RawJson("\"audio_1\""),
                    "expires_at", new RawJson("5"),
                    "transcript", new RawJson("\"hi\""));
            parts.add(Part.of(new Content.Media(Content.MediaKind.AUDIO, source, null, null))
                    .withExtras(Extras.of(ChatDialect.NAME, extras)));
        }
        var calls = random.nextInt(3);
        for (var i = 0; i < calls; i++) {
            parts.add(call("call_" + index + "_" + i));
        }
        var reasons = new Unified[] {Unified.STOP, Unified.LENGTH, Unified.CONTENT_FILTER};
        var reason = calls > 0 ? Unified.TOOL_CALLS : reasons[random.nextInt(reasons.length)];
        var finish = FinishReason.of(reason, FinishReasons.encode(FinishReason.of(reason, null)));
        return new Choice(index, parts, finish, maybe() ? List.of() : List.of(logprob()), extras("content_filter"));
    }

    private Citation citation() {
        return new Citation("https://a/b", "title", null, 0L, 1L, Extras.NONE);
    }

    private Logprob logprob() {
        var other = new Logprob("b", -2, new RawJson("[98]"), List.of());
        return new Logprob("t", -random.nextInt(10) / 4.0, perhaps(new RawJson("[116]")), List.of(other));
    }

    private Usage usage() {
        return new Usage(
                random.nextInt(1000),
                random.nextInt(100),
                random.nextInt(10),
                0,
                random.nextInt(10),
                random.nextInt(10),
                random.nextInt(1000) + 100,
                random.nextInt(50),
                random.nextInt(10),
                random.nextInt(10),
                0,
                Extras.NONE);
    }
}
