package io.polygate.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Attributes;
import io.polygate.model.CacheControl;
import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.model.Usage;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Decoding what was encoded gives the same value again, for random values of all that Messages can say: with seals,
/// breakpoints, citations, server tools, results of pictures, errors, and fields of its own.
final class RoundTripTest {

    private static final int ROUNDS = 1000;

    private final Random random = new Random(3);

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private boolean maybe() {
        return random.nextInt(3) == 0;
    }

    private String text() {
        return "t" + one(List.of("", " \"x\"", "\\", "漢字", "😀", "\u2028", "\n\nb", "</think>")) + random.nextInt(100);
    }

    private CacheControl cache() {
        return maybe() ? one(List.of(CacheControl.EPHEMERAL, new CacheControl("ephemeral", "1h"))) : null;
    }

    private Extras extras(String name) {
        return maybe()
                ? Extras.of("anthropic", Map.of(name, new RawJson("{\"k\":" + random.nextInt(9) + "}")))
                : Extras.NONE;
    }

    private Part said(boolean cached) {
        var citations = maybe()
                ? List.of(new Citation(
                        "https://u",
                        "T",
                        text(),
                        null,
                        null,
                        Extras.of(
                                "anthropic",
                                Map.of(
                                        "type", new RawJson("\"web_search_result_location\""),
                                        "encrypted_index", new RawJson("\"e\"")))))
                : List.<Citation>of();
        return new Part(new Content.Text(text(), citations), null, cached ? cache() : null, Extras.NONE);
    }

    private Part thought() {
        return switch (random.nextInt(3)) {
            case 0 ->
                Part.of(new Content.Reasoning(null, List.of()))
                        .withSeal(new Seal(Seal.Kind.REDACTED, "anthropic", text()));
            case 1 ->
                Part.of(new Content.Reasoning(null, List.of()))
                        .withSeal(new Seal(Seal.Kind.SIGNATURE, "anthropic", text()));
            default ->
                Part.of(Content.Reasoning.of(text())).withSeal(new Seal(Seal.Kind.SIGNATURE, "anthropic", text()));
        };
    }

    private Part call(String id) {
        var call = Content.ToolCall.of(id, "f", "{\"a\":" + random.nextInt() + "}");
        return new Part(call, null, null, extras("caller"));
    }

    private List<Part> searched() {
        var id = "srvtoolu_" + random.nextInt(1000);
        return List.of(
                Part.of(new Content.ServerToolCall(id, "web_search", new RawJson("{\"query\":\"q\"}"))),
                Part.of(new Content.ServerToolResult(id, "web_search", new RawJson("[]"), false)));
    }

    private Part media() {
        return new Part(
                one(List.of(
                        Content.Media.image(new Source.Base64("image/png", "QUJDRA==")),
                        Content.Media.image(new Source.Url("https://x/y.png", null)),
                        Content.Media.image(new Source.FileId("file_1")),
                        new Content.Media(Content.MediaKind.DOCUMENT, new Source.PlainText(text()), "T", null),
                        new Content.Media(
                                Content.MediaKind.DOCUMENT,
                                new Source.Base64("application/pdf", "QUJDRA=="),
                                null,
                                null))),
                null,
                cache(),
                Extras.NONE);
    }

    private List<Message> conversation() {
        var messages = new ArrayList<Message>();
        if (maybe()) {
            messages.add(Message.of(Role.SYSTEM, List.of(Part.text(text()).withCache(cache()))));
        }
        for (var turn = 0; turn <= random.nextInt(4); turn++) {
            messages.add(Message.of(Role.USER, maybe() ? List.of(said(true), media()) : List.of(said(true))));
            var parts = new ArrayList<Part>();
            parts.add(thought());
            if (maybe()) {
                parts.addAll(searched());
            }
            parts.add(said(true));
            var results = new ArrayList<Part>();
            for (var i = random.nextInt(3); i > 0; i--) {
                var id = "call_" + turn + "_" + i;
                parts.add(call(id));
                var given = maybe() ? List.of(said(false), media()) : List.of(Part.text(text()));
                results.add(Part.of(new Content.ToolResult(id, null, given, maybe()))
                        .withCache(cache()));
            }
            messages.add(Message.of(Role.ASSISTANT, parts));
            if (!results.isEmpty()) {
                messages.add(Message.of(Role.TOOL, results));
            }
        }
        messages.add(Message.text(Role.USER, text()));
        return messages;
    }

    private ChatRequest request(boolean adaptive) {
        var reasoning = adaptive
                ? new ReasoningRequest(
                        Mode.ADAPTIVE,
                        one(List.of(Effort.LOW, Effort.HIGH, Effort.MAX)),
                        null,
                        one(List.of("summarized", "omitted")))
                : new ReasoningRequest(Mode.ENABLED, null, 1024L + random.nextInt(2000), null);
        var schema = new RawJson("{\"type\":\"object\",\"additionalProperties\":false}");
        var tools = List.<Tool>of(
                new Tool.Function("f", text(), schema, maybe() ? true : null, cache(), extras("defer_loading")),
                new Tool.Hosted(
                        "anthropic",
                        Tool.Kind.WEB_SEARCH,
                        new RawJson("{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}")));
        var choice = one(List.of(ToolChoice.of(ToolChoice.Mode.AUTO), ToolChoice.of(ToolChoice.Mode.NONE)));
        var parallel = choice.mode() == ToolChoice.Mode.AUTO ? Boolean.valueOf(maybe()) : null;
        var attributes =
                new Attributes("u", Map.of(), one(List.of("auto", "default")), null, null, null, null, cache());
        return ChatRequest.of(adaptive ? Wire.NEW : Wire.OLD, conversation())
                .withTools(new Tools(tools, choice, parallel))
                .withGeneration(Generation.of(4000L, Sampling.DEFAULT))
                .withReasoning(reasoning)
                .withFormat(maybe() ? new ResponseFormat.JsonSchema(null, null, schema, null) : null)
                .withStream(maybe(), true)
                .withAttributes(attributes)
                .withExtras(extras("context_management"));
    }

    private ChatResponse response() {
        var parts = new ArrayList<Part>();
        parts.add(thought());
        if (maybe()) {
            parts.addAll(searched());
        }
        parts.add(said(false));
        var calls = random.nextInt(3);
        for (var i = 0; i < calls; i++) {
            parts.add(call("call_" + i));
        }
        var finish = calls > 0
                ? FinishReason.of(FinishReason.Unified.TOOL_CALLS, "tool_use")
                : new FinishReason(FinishReason.Unified.STOP, "stop_sequence", "END");
        var usage = new Usage(
                random.nextInt(999),
                random.nextInt(99),
                random.nextInt(99),
                random.nextInt(99),
                0,
                0,
                random.nextInt(999),
                random.nextInt(99),
                0,
                0,
                0,
                extras("service_tier"));
        var choice = new Choice(0, parts, finish, List.of(), extras("container"));
        return new ChatResponse("msg_1", "c", 0, List.of(choice), usage, Extras.NONE);
    }

    @Test
    void requestsComeBackTheSame() {
        for (var round = 0; round < ROUNDS; round++) {
            var request = request(round % 2 == 0);
            var encoded = Wire.encoded(request, request.model());
            assertThat(encoded.warnings()).isEmpty();
            assertThat(Wire.DIALECT.decodeRequest(IncomingRequest.of(encoded.body())))
                    .isEqualTo(request);
            assertThat(Wire.encoded(request, request.model()).body()).isEqualTo(encoded.body());
        }
    }

    @Test
    void answersComeBackTheSame() {
        for (var round = 0; round < ROUNDS; round++) {
            var response = response();
            var encoded = Wire.DIALECT.encodeResponse(response, Wire.context());
            assertThat(encoded.warnings()).isEmpty();
            assertThat(Wire.DIALECT.decodeResponse(encoded.body(), Target.of(Wire.OLD)))
                    .isEqualTo(response);
        }
    }

    @Test
    void streamsComeBackTheSame() {
        for (var round = 0; round < ROUNDS; round++) {
            var response = response();
            var events = new ArrayList<StreamEvent>();
            ResponseEvents.replay(response, events::add);
            assertThat(Wire.collected(Wire.ofText(Wire.stream(events)))).isEqualTo(response);
        }
    }
}
