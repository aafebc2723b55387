package io.polygate.door.websocket;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.door.Link;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The answer to one `chat`: a `chat` for each token, then `end`, or an `error`.
final class ChatAnswer implements AnswerHandler {

    private final ChatMessage chat;
    private final Link link;
    private final BiConsumer<ChatMessage, @Nullable String> ended;
    private final String model;
    private final ChunkReader reader = new ChunkReader((chunk, size) -> chunk(chunk));
    private final @Nullable StringBuilder said;
    private @Nullable OpenCall open;
    private int held;
    private boolean waiting;
    private boolean done;

    /// @param ended hears, once, what was said when it is to be remembered, and null when the answer failed
    ChatAnswer(ChatMessage chat, Link link, BiConsumer<ChatMessage, @Nullable String> ended) {
        this.chat = chat;
        this.link = link;
        this.ended = ended;
        this.model = chat.model() == null ? "" : chat.model();
        this.said = chat.history() ? new StringBuilder() : null;
    }

    void attach(OpenCall opened) {
        if (!done) {
            open = opened;
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (done) {
            return;
        }
        var error = reader.push(bytes, last);
        if (error != null) {
            letGo();
            failed(error);
        } else if (last) {
            end(Said.END, said == null ? null : said.toString());
        } else {
            link.flush();
            taken(bytes == null ? 0 : bytes.length());
        }
    }

    private void chunk(Json chunk) {
        for (var choice : chunk.items("choices")) {
            var delta = choice.object("delta");
            if (delta != null && choice.count("index") == 0) {
                var reasoning = delta.string("reasoning_content");
                say(reasoning == null ? delta.string("reasoning") : reasoning, "reasoning");
                var text = delta.string("content");
                say(text == null ? delta.string("refusal") : text, "text");
            }
        }
    }

    private void say(@Nullable String content, String type) {
        if (content == null || content.isEmpty()) {
            return;
        }
        link.send(Said.chat(content, type, model));
        if (said != null && type.equals("text") && said.length() < History.MAX_CHARACTERS) {
            said.append(content);
        }
    }

    private void taken(int bytes) {
        held += bytes;
        if (!waiting) {
            waiting = true;
            link.whenWritable(this::room);
        }
    }

    private void room() {
        waiting = false;
        if (open != null && !done) {
            open.taken(held);
        }
        held = 0;
    }

    @Override
    public void failed(GatewayError error) {
        end(Said.chatError(error), null);
    }

    private void end(Bytes message, @Nullable String remembered) {
        if (!done) {
            done = true;
            link.send(message);
            link.flush();
            ended.accept(chat, remembered);
        }
    }

    /// The client wants no more of it: what was said until now is what it was.
    void cancel() {
        if (!done) {
            letGo();
            end(Said.END, said == null ? null : said.toString());
        }
    }

    /// Nobody is there to hear it.
    void abandon() {
        done = true;
        letGo();
    }

    private void letGo() {
        if (open != null) {
            open.cancel();
        }
    }
}
