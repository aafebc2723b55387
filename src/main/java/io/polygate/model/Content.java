package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a part of a message is: the union of what the dialects can say.
public sealed interface Content {

    /// Text, with the sources that it cites.
    record Text(String text, List<Citation> citations) implements Content {

        public Text {
            citations = List.copyOf(citations);
        }

        public static Text of(String text) {
            return new Text(text, List.of());
        }
    }

    /// What the model thought. Without passages it is reasoning that only its part's seal holds.
    record Reasoning(@Nullable String id, List<Passage> passages) implements Content {

        public Reasoning {
            passages = List.copyOf(passages);
        }

        public static Reasoning of(String text) {
            return new Reasoning(null, List.of(new Passage(false, text)));
        }

        /// All passages as one text, with nothing between.
        public String text() {
            return String.join("", passages.stream().map(Passage::text).toList());
        }
    }

    /// A stretch of reasoning: the thoughts themselves, or the vendor's summary of them.
    record Passage(boolean summary, String text) {}

    /// The model declines, in its own words.
    record Refusal(String text) implements Content {}

    /// An image, a sound, a video or a document. `name` is a file name or title, `detail` OpenAI's image detail.
    record Media(
            MediaKind kind,
            Source source,
            @Nullable String name,
            @Nullable String detail) implements Content {

        public static Media image(Source source) {
            return new Media(MediaKind.IMAGE, source, null, null);
        }
    }

    enum MediaKind {
        IMAGE,
        AUDIO,
        VIDEO,
        DOCUMENT
    }

    /// A call of a tool that the caller runs. `arguments` is JSON text as the model wrote it (perhaps empty, perhaps
    /// broken), or free text where `custom`.
    record ToolCall(String id, String name, String arguments, boolean custom) implements Content {

        public static ToolCall of(String id, String name, String arguments) {
            return new ToolCall(id, name, arguments, false);
        }

        public ToolCall withArguments(String newArguments) {
            return new ToolCall(id, name, newArguments, custom);
        }
    }

    /// What a tool gave back. `name` is the tool's, where it is known.
    record ToolResult(String callId, @Nullable String name, List<Part> parts, boolean error) implements Content {

        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /// A call of a tool that the vendor itself runs (web search, code execution); for information only.
    record ServerToolCall(String id, String name, RawJson input) implements Content {}

    /// What a vendor's own tool gave back.
    record ServerToolResult(String callId, String name, RawJson output, boolean error) implements Content {}

    /// A block that only `dialect` understands, as it was written.
    record Opaque(String dialect, RawJson json) implements Content {}
}
