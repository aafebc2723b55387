package io.polygate.door.websocket;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The chat protocol: one conversation, answered one after the other; a token is a message.
///
/// `system` sets what every later chat begins with, `cancel` ends the answer under way, `"history": true` sends the
/// turns that this connection had before along and remembers the new one.
final class ChatProtocol implements Client.Protocol {

    private static final int MAX_WAITING = 16;

    private final Client client;
    private final History history = new History();
    private final Deque<ChatMessage> waiting = new ArrayDeque<>(1);
    private @Nullable ChatAnswer current;

    ChatProtocol(Client client) {
        this.client = client;
    }

    @Override
    public void message(String type, Json message) {
        switch (type) {
            case "chat" -> chat(ChatMessage.read(message));
            case "system" -> system(message);
            case "cancel" -> cancel();
            default ->
                client.say(Client.unknown(
                        type, "chat, system, cancel or ping: it is the protocol that this connection" + " began with"));
        }
    }

    @Override
    public Bytes error(GatewayError error) {
        return Said.chatError(error);
    }

    private void chat(ChatMessage chat) {
        if (client.setting().draining().now()) {
            client.say(Client.stopping());
        } else if (waiting.size() >= MAX_WAITING) {
            var message = MAX_WAITING + " chats wait for the one before (expected: fewer)";
            client.say(GatewayError.of(ErrorKind.RATE_LIMITED, message));
        } else if (current != null) {
            waiting.add(chat);
        } else {
            begin(chat);
        }
    }

    private void begin(ChatMessage chat) {
        var answer = new ChatAnswer(chat, client.link(), this::ended);
        current = answer;
        answer.attach(client.open(chat.ask(history), answer));
    }

    private void ended(ChatMessage chat, @Nullable String said) {
        current = null;
        if (chat.history() && said != null) {
            history.remember(chat.content(), said);
        }
        var next = waiting.poll();
        if (next != null) {
            begin(next);
        }
    }

    private void system(Json message) {
        var payload = message.object("payload");
        var content = payload == null ? null : payload.string("content");
        if (content == null) {
            client.say(Ask.missing("payload.content", "a string"));
        } else if (content.length() > History.MAX_CHARACTERS) {
            var problem = "payload.content: " + content.length() + " characters (expected: <= " + History.MAX_CHARACTERS
                    + ")";
            client.say(GatewayError.field(ErrorKind.INVALID_FIELD, "payload.content", problem));
        } else {
            history.begin(content);
            client.say(Said.system(content));
        }
    }

    private void cancel() {
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public int inFlight() {
        return waiting.size() + (current == null ? 0 : 1);
    }

    @Override
    public void lost() {
        waiting.clear();
        if (current != null) {
            current.abandon();
            current = null;
        }
    }
}
