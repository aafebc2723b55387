package io.polygate.door.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import io.polygate.testing.GrpcCaller.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;

/// Messages that the tests of this door send and read.
final class Chats {

    static final String COMPLETE = "polygate.v1.ChatService/Complete";
    static final String STREAM = "polygate.v1.ChatService/Stream";
    static final String CONVERSE = "polygate.v1.ChatService/Converse";
    static final byte[] HELLO = ask("gpt-test", "Hi").toByteArray();

    private Chats() {}

    static ChatRequest ask(String model, String text) {
        return ChatRequest.newBuilder().setModel(model).addMessages(user(text)).build();
    }

    static Message.Builder user(String text) {
        return Message.newBuilder()
                .setRole(Role.ROLE_USER)
                .addContent(Content.newBuilder().setText(text));
    }

    static ChatResponse response(Answer answer) {
        try {
            return ChatResponse.parseFrom(answer.only().getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    static List<ChatEvent> events(List<Buffer> messages) {
        return messages.stream().map(Chats::event).toList();
    }

    static ChatEvent event(Buffer message) {
        try {
            return ChatEvent.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    static String text(List<ChatEvent> events) {
        var text = new StringBuilder();
        events.forEach(event -> text.append(event.getTextDelta()));
        return text.toString();
    }

    /// The status with its details; of a call that failed at once the trailers are the headers.
    static Status details(Answer answer) {
        var name = "grpc-status-details-bin";
        var text = answer.trailers() == null || answer.trailers().get(name) == null
                ? answer.headers().get(name)
                : answer.trailers().get(name);
        try {
            return Status.parseFrom(Base64.getDecoder().decode(text));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
