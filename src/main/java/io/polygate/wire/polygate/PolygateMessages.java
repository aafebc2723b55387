package io.polygate.wire.polygate;

import io.polygate.model.Citation;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Content.Reasoning;
import io.polygate.model.Content.Refusal;
import io.polygate.model.Content.Text;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Role;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.Media;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns and their parts, as callers send them.
final class PolygateMessages {

    private PolygateMessages() {}

    /// Results that follow each other become one message.
    static List<Message> decode(List<io.polygate.proto.v1.Message> sent) {
        if (sent.isEmpty()) {
            throw PolygateRequests.missing("messages", "at least one message");
        }
        var messages = new ArrayList<Message>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            var message = decode(sent.get(i), "messages[" + i + "]");
            var last = messages.isEmpty() ? null : messages.getLast();
            if (last != null && last.role() == Role.TOOL && message.role() == Role.TOOL) {
                var all = new ArrayList<>(last.parts());
                all.addAll(message.parts());
                messages.set(messages.size() - 1, last.withParts(all));
            } else {
                messages.add(message);
            }
        }
        return messages;
    }

    private static Message decode(io.polygate.proto.v1.Message message, String path) {
        var role =
                switch (message.getRole()) {
                    case ROLE_SYSTEM -> Role.SYSTEM;
                    case ROLE_USER -> Role.USER;
                    case ROLE_ASSISTANT -> Role.ASSISTANT;
                    case ROLE_TOOL -> Role.TOOL;
                    case ROLE_DEVELOPER -> Role.DEVELOPER;
                    case ROLE_UNSPECIFIED ->
                        throw PolygateRequests.missing(path + ".role", "ROLE_USER or another role");
                    case UNRECOGNIZED -> throw PolygateRequests.unknown(path + ".role", message.getRoleValue());
                };
        var parts = parts(message.getContentList(), path + ".content");
        for (int i = 0; i < parts.size(); i++) {
            boolean result = parts.get(i).content() instanceof io.polygate.model.Content.ToolResult;
            if (result != (role == Role.TOOL)) {
                var expected = result ? "tool_result only in messages of ROLE_TOOL" : "tool_result";
                throw PolygateRequests.invalid(
                        path + ".content[" + i + "]",
                        message.getContent(i).getKindCase().name().toLowerCase(java.util.Locale.ROOT) + " (expected: "
                                + expected + ")");
            }
        }
        return new Message(role, parts, PolygateRequests.text(message.getName()), Extras.NONE);
    }

    private static List<Part> parts(List<Content> sent, String path) {
        var parts = new ArrayList<Part>(sent.size());
        for (var content : sent) {
            var at = path + "[" + parts.size() + "]";
            parts.add(new Part(
                    content(content, at),
                    content.hasSeal() ? seal(content.getSeal(), at) : null,
                    content.hasCacheControl()
                            ? PolygateRequests.cache(content.getCacheControl().getTtl())
                            : null,
                    Extras.NONE));
        }
        return parts;
    }

    private static io.polygate.model.Content content(Content content, String path) {
        return switch (content.getKindCase()) {
            case TEXT -> new Text(content.getText(), citations(content));
            case IMAGE -> media(MediaKind.IMAGE, content.getImage(), path + ".image");
            case AUDIO -> media(MediaKind.AUDIO, content.getAudio(), path + ".audio");
            case VIDEO -> media(MediaKind.VIDEO, content.getVideo(), path + ".video");
            case DOCUMENT -> media(MediaKind.DOCUMENT, content.getDocument(), path + ".document");
            case TOOL_CALL -> {
                var call = content.getToolCall();
                yield io.polygate.model.Content.ToolCall.of(call.getId(), call.getName(), call.getArguments());
            }
            case TOOL_RESULT -> {
                var result = content.getToolResult();
                yield new io.polygate.model.Content.ToolResult(
                        result.getCallId(),
                        PolygateRequests.text(result.getName()),
                        parts(result.getContentList(), path + ".tool_result.content"),
                        result.getError());
            }
            case REASONING ->
                content.getReasoning().isEmpty()
                        ? new Reasoning(null, List.of())
                        : Reasoning.of(content.getReasoning());
            case REFUSAL -> new Refusal(content.getRefusal());
            case SERVER_TOOL_CALL -> {
                var call = content.getServerToolCall();
                var input = raw(call.getInput(), path + ".server_tool_call.input");
                yield new io.polygate.model.Content.ServerToolCall(call.getId(), call.getName(), input);
            }
            case SERVER_TOOL_RESULT -> {
                var result = content.getServerToolResult();
                var output = raw(result.getOutput(), path + ".server_tool_result.output");
                yield new io.polygate.model.Content.ServerToolResult(
                        result.getCallId(), result.getName(), output, result.getError());
            }
            case KIND_NOT_SET -> throw PolygateRequests.missing(path, "text, image or another kind of content");
        };
    }

    private static RawJson raw(String text, String path) {
        var json = PolygateRequests.json(text, path);
        return json == null ? new RawJson("{}") : json;
    }

    private static List<Citation> citations(Content content) {
        if (content.getCitationsCount() == 0) {
            return List.of();
        }
        return content.getCitationsList().stream()
                .map(c -> new Citation(
                        PolygateRequests.text(c.getUrl()),
                        PolygateRequests.text(c.getTitle()),
                        PolygateRequests.text(c.getQuote()),
                        null,
                        null,
                        Extras.NONE))
                .toList();
    }

    private static io.polygate.model.Content media(MediaKind kind, Media media, String path) {
        var type = PolygateRequests.text(media.getMediaType());
        return new io.polygate.model.Content.Media(
                kind,
                source(media, type, path),
                PolygateRequests.text(media.getName()),
                PolygateRequests.text(media.getDetail()));
    }

    private static Source source(Media media, @Nullable String type, String path) {
        return switch (media.getSourceCase()) {
            case URL -> new Source.Url(media.getUrl(), type);
            case FILE_ID -> new Source.FileId(media.getFileId());
            case DATA -> {
                if (type == null) {
                    throw PolygateRequests.missing(path + ".media_type", "a media type like image/png");
                }
                yield new Source.Base64(
                        type, Base64.getEncoder().encodeToString(media.getData().toByteArray()));
            }
            case SOURCE_NOT_SET -> throw PolygateRequests.missing(path, "url, data or file_id");
        };
    }

    private static Seal seal(io.polygate.proto.v1.Seal seal, String path) {
        var kind =
                switch (seal.getKind()) {
                    case KIND_SIGNATURE -> Seal.Kind.SIGNATURE;
                    case KIND_ENCRYPTED -> Seal.Kind.ENCRYPTED;
                    case KIND_REDACTED -> Seal.Kind.REDACTED;
                    case KIND_UNSPECIFIED, UNRECOGNIZED ->
                        throw PolygateRequests.unknown(path + ".seal.kind", seal.getKindValue());
                };
        return new Seal(kind, seal.getOrigin(), seal.getValue());
    }
}
