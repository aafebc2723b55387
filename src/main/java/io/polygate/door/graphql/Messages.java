package io.polygate.door.graphql;

import com.google.protobuf.ByteString;
import io.polygate.proto.v1.CacheControl;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.Media;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import io.polygate.proto.v1.Seal;
import io.polygate.proto.v1.ToolCall;
import io.polygate.proto.v1.ToolResult;
import java.util.Base64;

/// A `MessageInput` and its parts as the messages that routing knows.
final class Messages {

    private static final String TOOL = "TOOL";

    private Messages() {}

    static Message of(Input input) {
        var role = input.must("role");
        var message = Message.newBuilder().setRole(Role.valueOf("ROLE_" + role));
        input.text("name", message::setName);
        var callId = input.text("toolCallId");
        if (callId != null && !role.equals(TOOL)) {
            throw input.invalid("toolCallId", "set (expected: only in messages of the role TOOL)");
        }
        input.text("content", text -> message.addContent(content(input, text, callId)));
        input.objects("parts", part -> message.addContent(part(part)));
        input.objects(
                "toolCalls", call -> message.addContent(Content.newBuilder().setToolCall(call(call))));
        if (message.getContentCount() == 0) {
            throw input.invalid("content", "missing (expected: content, parts or toolCalls)");
        }
        return message.build();
    }

    /// What a tool says is the result of a call.
    private static Content content(Input input, String text, @org.jspecify.annotations.Nullable String callId) {
        if (!input.must("role").equals(TOOL)) {
            return text(text);
        }
        if (callId == null) {
            throw input.invalid("toolCallId", "missing (expected: the id of the call whose result this is)");
        }
        return Content.newBuilder()
                .setToolResult(ToolResult.newBuilder().setCallId(callId).addContent(text(text)))
                .build();
    }

    private static Content text(String text) {
        return Content.newBuilder().setTextBytes(ByteString.copyFromUtf8(text)).build();
    }

    private static Content part(Input input) {
        var part = Content.newBuilder();
        input.text("text", part::setText);
        input.object("image", media -> part.setImage(media(media)));
        input.object("audio", media -> part.setAudio(media(media)));
        input.object("video", media -> part.setVideo(media(media)));
        input.object("document", media -> part.setDocument(media(media)));
        input.object("toolCall", call -> part.setToolCall(call(call)));
        input.object("toolResult", result -> part.setToolResult(result(result)));
        input.text("reasoning", part::setReasoning);
        input.text("refusal", part::setRefusal);
        long kinds = input.values().entrySet().stream()
                .filter(each -> each.getValue() != null)
                .filter(each -> !each.getKey().equals("seal") && !each.getKey().equals("cacheControl"))
                .count();
        if (kinds != 1) {
            throw input.invalid("", kinds + " kinds of content (expected: exactly one of text, image, …)");
        }
        input.object("seal", seal -> part.setSeal(seal(seal)));
        input.object("cacheControl", cache -> part.setCacheControl(cache(cache)));
        return part.build();
    }

    private static Media media(Input input) {
        var media = Media.newBuilder();
        input.text("url", media::setUrl);
        input.text("fileId", media::setFileId);
        input.text("data", data -> {
            try {
                media.setData(ByteString.copyFrom(Base64.getDecoder().decode(data)));
            } catch (IllegalArgumentException e) {
                throw input.invalid("data", "not Base64");
            }
        });
        input.text("mediaType", media::setMediaType);
        input.text("name", media::setName);
        input.text("detail", media::setDetail);
        return media.build();
    }

    private static ToolCall call(Input input) {
        return ToolCall.newBuilder()
                .setId(input.must("id"))
                .setName(input.must("name"))
                .setArguments(input.must("arguments"))
                .build();
    }

    private static ToolResult result(Input input) {
        var result = ToolResult.newBuilder().setCallId(input.must("callId"));
        input.text("content", text -> result.addContent(text(text)));
        input.objects("parts", part -> result.addContent(part(part)));
        input.flag("error", result::setError);
        input.text("name", result::setName);
        return result.build();
    }

    private static Seal seal(Input input) {
        return Seal.newBuilder()
                .setKind(Seal.Kind.valueOf("KIND_" + input.must("kind")))
                .setOrigin(input.must("origin"))
                .setValue(input.must("value"))
                .build();
    }

    static CacheControl cache(Input input) {
        var cache = CacheControl.newBuilder();
        input.text("ttl", cache::setTtl);
        return cache.build();
    }
}
