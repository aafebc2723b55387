package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// An item of a stream that is being told, as far as its parts are concerned. Keeps how much of each text was told, not
/// the text: what the item's end has beyond that is told then, for vendors that leave deltas out.
sealed interface GrowingItem {

    /// Where its events go, and where the numbers of its parts come from.
    record Parts(Consumer<StreamEvent> handler, IntSupplier next) {

        int start(Part part) {
            var number = next.getAsInt();
            handler.accept(new StreamEvent.PartStarted(0, number, part));
            return number;
        }

        void end(int number, Part whole) {
            handler.accept(new StreamEvent.PartEnded(0, number, whole.seal()));
        }
    }

    /// The item's last form.
    void finish(Json item);

    static GrowingItem of(Json item, Parts parts) {
        return switch (AssistantItems.type(item)) {
            case "message" -> new Message(item, parts);
            case "function_call", "custom_tool_call" -> new Call(item, parts);
            case "reasoning" -> new Reasoning(item, parts);
            default -> new Whole(parts);
        };
    }

    /// An item that is told only when it is whole.
    record Whole(Parts parts) implements GrowingItem {

        @Override
        public void finish(Json item) {
            for (var part : AssistantItems.decode(item)) {
                var number = parts.start(part);
                parts.end(number, part);
            }
        }
    }

    /// A message: a part for each of its contents.
    final class Message implements GrowingItem {

        private static final class Text {
            final int number;
            final boolean refusal;
            int told;
            int cited;
            boolean ended;

            Text(int number, boolean refusal) {
                this.number = number;
                this.refusal = refusal;
            }
        }

        private final Json message;
        private final Parts parts;
        private final Map<Long, Text> texts = new LinkedHashMap<>();

        Message(Json message, Parts parts) {
            this.message = message;
            this.parts = parts;
        }

        void start(long index, Json part) {
            if (!texts.containsKey(index)) {
                begin(index, AssistantItems.textPart(message, part));
            }
        }

        private Text begin(long index, Part part) {
            var refusal = part.content() instanceof Content.Refusal;
            var empty = part.withContent(refusal ? new Content.Refusal("") : Content.Text.of(""));
            var text = new Text(parts.start(empty), refusal);
            texts.put(index, text);
            return text;
        }

        void delta(long index, boolean refusal, String delta) {
            var text = texts.get(index);
            if (text == null) {
                text = begin(index, Part.of(refusal ? new Content.Refusal("") : Content.Text.of("")));
            }
            if (!text.ended && !delta.isEmpty()) {
                tell(text, delta);
            }
        }

        private void tell(Text text, String delta) {
            text.told += delta.length();
            parts.handler.accept(
                    text.refusal
                            ? new StreamEvent.RefusalDelta(0, text.number, delta)
                            : new StreamEvent.TextDelta(0, text.number, delta));
        }

        void cite(long index, Json annotation) {
            var text = texts.get(index);
            if (text != null && !text.ended) {
                text.cited++;
                parts.handler.accept(new StreamEvent.CitationAdded(0, text.number, Annotations.decode(annotation)));
            }
        }

        void end(long index, Json part) {
            var whole = AssistantItems.textPart(message, part);
            if (whole.content() instanceof Content.Opaque) {
                if (!texts.containsKey(index)) {
                    var text = new Text(parts.start(whole), false);
                    text.ended = true;
                    texts.put(index, text);
                    parts.end(text.number, whole);
                }
                return;
            }
            var known = texts.get(index);
            var text = known == null ? begin(index, whole) : known;
            if (text.ended) {
                return;
            }
            var all = whole.content() instanceof Content.Text(String t, var _)
                    ? t
                    : ((Content.Refusal) whole.content()).text();
            if (all.length() > text.told) {
                tell(text, all.substring(text.told));
            }
            var annotations = part.items("annotations");
            for (var i = text.cited; i < annotations.size(); i++) {
                cite(index, annotations.get(i));
            }
            text.ended = true;
            parts.end(text.number, whole.withSeal(null));
        }

        @Override
        public void finish(Json item) {
            var content = item.items("content");
            for (var i = 0; i < content.size(); i++) {
                end(i, content.get(i));
            }
            for (var text : texts.values()) {
                if (!text.ended) {
                    text.ended = true;
                    parts.handler.accept(new StreamEvent.PartEnded(0, text.number, null));
                }
            }
        }
    }

    /// A call of a function or a custom tool.
    final class Call implements GrowingItem {

        private final Parts parts;
        private final int number;
        private int told;

        Call(Json item, Parts parts) {
            this.parts = parts;
            this.number = parts.start(AssistantItems.call(item, ""));
        }

        void delta(String delta) {
            if (!delta.isEmpty()) {
                told += delta.length();
                parts.handler.accept(new StreamEvent.ArgumentsDelta(0, number, delta));
            }
        }

        @Override
        public void finish(Json item) {
            var custom = AssistantItems.type(item).equals("custom_tool_call");
            var all = ToolArguments.asText(item.get(custom ? "input" : "arguments"));
            if (all.length() > told) {
                delta(all.substring(told));
            }
            parts.handler.accept(new StreamEvent.PartEnded(0, number, null));
        }
    }

    /// Reasoning: passages of the summary and of the thoughts, numbered in the order in which they begin.
    final class Reasoning implements GrowingItem {

        private record Key(boolean summary, long index) {}

        private static final class Passage {
            final int number;
            int told;

            Passage(int number) {
                this.number = number;
            }
        }

        private final Parts parts;
        private final int number;
        private final Map<Key, Passage> passages = new LinkedHashMap<>();

        Reasoning(Json item, Parts parts) {
            this.parts = parts;
            this.number = parts.start(AssistantItems.reasoning(item, List.of()));
        }

        void delta(boolean summary, long index, String delta) {
            if (delta.isEmpty()) {
                return;
            }
            if (passages.size() > MAX_PASSAGES) {
                throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's reasoning has too many passages")
                        .asException();
            }
            var passage = passages.computeIfAbsent(new Key(summary, index), _ -> new Passage(passages.size()));
            passage.told += delta.length();
            parts.handler.accept(new StreamEvent.ReasoningDelta(0, number, passage.number, summary, delta));
        }

        @Override
        public void finish(Json item) {
            rest(item, "summary", true);
            rest(item, "content", false);
            var seal = ForeignSeals.decode(item.string("encrypted_content"));
            parts.handler.accept(new StreamEvent.PartEnded(0, number, seal));
        }

        private void rest(Json item, String field, boolean summary) {
            var pieces = item.items(field);
            for (var i = 0; i < pieces.size(); i++) {
                var all = ResponsesAnswers.orEmpty(pieces.get(i).string("text"));
                var passage = passages.get(new Key(summary, i));
                var told = passage == null ? 0 : passage.told;
                if (all.length() > told) {
                    delta(summary, i, all.substring(told));
                }
            }
        }
    }

    /// More passages than any vendor sends.
    int MAX_PASSAGES = 10_000;
}
