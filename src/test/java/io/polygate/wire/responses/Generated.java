package io.polygate.wire.responses;

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
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.model.Usage;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// Random requests and answers of all that this API can say without a warning.
final class Generated {

    private static final String[] WORDS = {"a", "Straße", "日本", "🦆", "\n", "\"", "\\", "\u2028", " x", "{", "\u0001"};

    private final Random random;
    private int ids;

    Generated(long seed) {
        random = new Random(seed);
    }

    ChatRequest request() {
        var tools = tools();
        var stream = flag();
        return new ChatRequest(
                "m",
                messages(),
                tools,
                new Generation(
                        maybe(() -> 16L + random.nextInt(1000)),
                        new Sampling(maybe(this::number), maybe(this::number), null, null, null, null),
                        List.of(),
                        null,
                        flag() ? true : null,
                        maybe(() -> (long) random.nextInt(20)),
                        maybe(this::word),
                        List.of(),
                        null),
                flag() ? new ReasoningRequest(null, effort(), null, maybe(() -> "detailed")) : null,
                maybe(this::format),
                stream,
                stream,
                new Attributes(
                        maybe(this::word),
                        flag() ? Map.of("k", word()) : Map.of(),
                        maybe(() -> "flex"),
                        flag(),
                        maybe(() -> "resp_before"),
                        maybe(this::word),
                        maybe(this::word),
                        null),
                flag() ? extras(Map.of("truncation", "\"auto\"", "client_metadata", "{\"a\":[1, 2]}")) : Extras.NONE);
    }

    private List<Message> messages() {
        var messages = new ArrayList<Message>();
        if (flag()) {
            messages.add(Message.text(Role.SYSTEM, word()));
        }
        if (flag()) {
            messages.add(new Message(Role.DEVELOPER, inputs(), null, item("msg")));
        }
        for (var turn = 0; turn <= random.nextInt(3); turn++) {
            messages.add(Message.of(Role.USER, inputs()));
            var parts = new ArrayList<Part>();
            if (flag()) {
                parts.add(reasoning());
            }
            parts.addAll(texts(true));
            var calls = calls();
            parts.addAll(calls);
            if (flag()) {
                parts.add(opaque());
            }
            if (parts.stream().allMatch(p -> p.content() instanceof Content.Reasoning)) {
                parts.add(text(item("msg"), true));
            }
            messages.add(Message.of(Role.ASSISTANT, parts));
            if (!calls.isEmpty()) {
                messages.add(
                        Message.of(Role.TOOL, calls.stream().map(this::result).toList()));
            }
        }
        return messages;
    }

    private List<Part> inputs() {
        return some(this::input);
    }

    private Part input() {
        Content content =
                switch (random.nextInt(6)) {
                    case 0 -> media(Content.MediaKind.IMAGE, new Source.Url("https://x/" + ids++, null), null);
                    case 1 -> media(Content.MediaKind.IMAGE, new Source.Base64("image/png", "AAAA"), null);
                    case 2 -> media(Content.MediaKind.DOCUMENT, new Source.FileId("file-1"), null);
                    case 3 -> media(Content.MediaKind.DOCUMENT, new Source.Base64("application/pdf", "BBBB"), "a.pdf");
                    case 4 -> media(Content.MediaKind.AUDIO, new Source.Base64("audio/wav", "CCCC"), null);
                    default -> Content.Text.of(words());
                };
        return Part.of(content)
                .withExtras(
                        flag() ? extras(Map.of("prompt_cache_breakpoint", "{\"mode\":\"explicit\"}")) : Extras.NONE);
    }

    private static Content media(Content.MediaKind kind, Source source, String name) {
        return new Content.Media(kind, source, name, null);
    }

    private Part result(Part call) {
        var called = (Content.ToolCall) call.content();
        return Part.of(new Content.ToolResult(called.id(), called.name(), inputs(), false));
    }

    private Part reasoning() {
        var passages = new ArrayList<Content.Passage>();
        some(() -> new Content.Passage(true, words())).forEach(passages::add);
        if (flag()) {
            passages.add(new Content.Passage(false, words()));
        }
        var content = new Content.Reasoning("rs_" + ids++, flag() ? passages : List.of());
        return Part.of(content).withSeal(new Seal(Seal.Kind.ENCRYPTED, "responses", "gAAAA" + ids++));
    }

    /// Texts of one or two messages.
    private List<Part> texts(boolean input) {
        var parts = new ArrayList<Part>();
        for (var message = 0; message < random.nextInt(3); message++) {
            var extras = item("msg");
            parts.addAll(some(() -> text(extras, input)));
        }
        return parts;
    }

    private Part text(Extras extras, boolean input) {
        if (random.nextInt(5) == 0) {
            return Part.of(new Content.Refusal(words())).withExtras(extras);
        }
        var text = words();
        List<Citation> citations = flag()
                ? List.of(new Citation("https://c/" + ids++, word(), null, 0L, (long) text.length(), Extras.NONE))
                : List.of();
        return Part.of(new Content.Text(text, citations)).withExtras(extras);
    }

    private List<Part> calls() {
        return flag() ? List.of() : some(this::call);
    }

    private Part call() {
        var custom = random.nextInt(4) == 0;
        var call = new Content.ToolCall("call_" + ids++, "f", custom ? words() : "{\"a\": 1}", custom);
        return Part.of(call).withExtras(item(custom ? "ctc" : "fc"));
    }

    private Part opaque() {
        var json = "{\"type\":\"web_search_call\",\"id\":\"ws_" + ids++ + "\",\"status\":\"completed\", \"x\":null}";
        return Part.of(new Content.Opaque("responses", new RawJson(json)));
    }

    private Tools tools() {
        var tools = new ArrayList<Tool>();
        tools.add(new Tool.Function(
                "f",
                maybe(this::word),
                new RawJson("{\"type\": \"object\"}"),
                flag(),
                null,
                flag() ? extras(Map.of("defer_loading", "true")) : Extras.NONE));
        if (flag()) {
            tools.add(new Tool.Custom("c", word(), new RawJson("{\"type\":\"text\"}"), Extras.NONE));
        }
        if (flag()) {
            var namespace = extras(Map.of("namespace", "{\"name\":\"ns\",\"description\":\"d\"}"));
            tools.add(new Tool.Function("g", null, new RawJson("{}"), false, null, namespace));
            tools.add(new Tool.Function("h", null, new RawJson("{}"), true, null, namespace));
        }
        if (flag()) {
            tools.add(new Tool.Hosted("responses", Tool.Kind.FILE_SEARCH, new RawJson("{\"type\":\"file_search\"}")));
        }
        var choice =
                switch (random.nextInt(5)) {
                    case 0 -> ToolChoice.named("f");
                    case 1 -> ToolChoice.of(ToolChoice.Mode.NONE);
                    case 2 -> new ToolChoice(ToolChoice.Mode.AUTO, List.of("f", "c"));
                    case 3 -> ToolChoice.of(ToolChoice.Mode.REQUIRED);
                    default -> null;
                };
        return new Tools(tools, choice, maybe(this::flag));
    }

    private ResponseFormat format() {
        return switch (random.nextInt(3)) {
            case 0 -> new ResponseFormat.Text();
            case 1 -> new ResponseFormat.JsonObject();
            default -> new ResponseFormat.JsonSchema(word(), maybe(this::word), new RawJson("{\"a\": {}}"), flag());
        };
    }

    private ReasoningRequest.Effort effort() {
        var efforts = ReasoningRequest.Effort.values();
        return efforts[random.nextInt(efforts.length - 1)];
    }

    /// An answer; `logprobs` only where it is told as a whole.
    ChatResponse response(boolean logprobs) {
        var parts = new ArrayList<Part>();
        if (flag()) {
            parts.add(reasoning());
        }
        if (flag()) {
            parts.add(opaque());
        }
        parts.addAll(texts(false));
        parts.addAll(calls());
        var calls = parts.stream().anyMatch(p -> p.content() instanceof Content.ToolCall);
        var text = parts.stream().anyMatch(p -> p.content() instanceof Content.Text);
        var finish =
                switch (random.nextInt(3)) {
                    case 0 -> FinishReason.of(Unified.LENGTH, "max_output_tokens");
                    case 1 -> FinishReason.of(Unified.CONTENT_FILTER, "content_filter");
                    default -> FinishReason.of(calls ? Unified.TOOL_CALLS : Unified.STOP, "completed");
                };
        var likely = new Logprob("t", -0.25, new RawJson("[116]"), List.of(new Logprob("u", -1, null, List.of())));
        var choice =
                new Choice(0, parts, finish, logprobs && text && flag() ? List.of(likely) : List.of(), Extras.NONE);
        return new ChatResponse(
                "resp_" + ids++,
                "model-1",
                1_700_000_000L + ids,
                List.of(choice),
                usage(),
                flag() ? extras(Map.of("billing", "{\"payer\":\"developer\"}")) : Extras.NONE);
    }

    private Usage usage() {
        return new Usage(
                count(),
                count(),
                count(),
                0,
                count(),
                count(),
                1 + count(),
                count(),
                count(),
                count(),
                count(),
                flag() ? extras(Map.of("cost", "0.25")) : Extras.NONE);
    }

    private long count() {
        return random.nextInt(1000);
    }

    private Extras item(String prefix) {
        return extras(Map.of("id", JsonWriter.quote(prefix + "_" + ids++)));
    }

    private static Extras extras(Map<String, String> fields) {
        var raw = new LinkedHashMap<String, RawJson>();
        fields.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> raw.put(e.getKey(), new RawJson(e.getValue())));
        return Extras.of("responses", raw);
    }

    private <T> List<T> some(Supplier<T> item) {
        var items = new ArrayList<T>();
        for (var i = 0; i <= random.nextInt(3); i++) {
            items.add(item.get());
        }
        return items;
    }

    private <T> T maybe(Supplier<T> value) {
        return flag() ? value.get() : null;
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private double number() {
        return random.nextInt(20) / 10.0;
    }

    private String word() {
        return "w" + random.nextInt(100);
    }

    private String words() {
        var text = new StringBuilder();
        some(() -> WORDS[random.nextInt(WORDS.length)]).forEach(text::append);
        return text.toString();
    }
}
