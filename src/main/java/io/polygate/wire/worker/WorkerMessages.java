package io.polygate.wire.worker;

import com.google.protobuf.ByteString;
import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.model.Source;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.proto.worker.v1.Chat;
import io.polygate.proto.worker.v1.Media;
import io.polygate.proto.worker.v1.Message;
import io.polygate.proto.worker.v1.Tool;
import io.polygate.proto.worker.v1.ToolCall;
import io.polygate.proto.worker.v1.ToolChoice;
import io.polygate.wire.FunctionTools;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Warnings;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation and its tools.
final class WorkerMessages {

    private static final String CHAT = "openai";

    private WorkerMessages() {}

    static Chat chat(ChatRequest request, Warnings warnings) {
        var chat = Chat.newBuilder();
        for (var message : request.messages()) {
            if (message.role() == Role.TOOL) {
                message.parts().forEach(part -> result(part, chat, warnings));
            } else {
                chat.addMessages(message(message, warnings));
            }
        }
        tools(request.tools(), chat, warnings);
        return chat.build();
    }

    private static Message message(io.polygate.model.Message message, Warnings warnings) {
        var told = Message.newBuilder().setRole(role(message.role()));
        for (var part : message.parts()) {
            switch (part.content()) {
                case Content.ToolCall call -> told.addToolCalls(call(call));
                case Content.Reasoning _ -> {}
                default -> {
                    var sayable = part(part, warnings);
                    if (sayable != null) {
                        told.addParts(sayable);
                    }
                }
            }
        }
        if (message.role() == Role.ASSISTANT) {
            told.setReasoning(PartTexts.reasoning(message.parts()));
        }
        return told.setName(message.name() == null ? "" : message.name()).build();
    }

    private static io.polygate.proto.worker.v1.Role role(Role role) {
        return switch (role) {
            case SYSTEM -> io.polygate.proto.worker.v1.Role.ROLE_SYSTEM;
            case DEVELOPER -> io.polygate.proto.worker.v1.Role.ROLE_DEVELOPER;
            case USER -> io.polygate.proto.worker.v1.Role.ROLE_USER;
            case ASSISTANT -> io.polygate.proto.worker.v1.Role.ROLE_ASSISTANT;
            case TOOL -> io.polygate.proto.worker.v1.Role.ROLE_TOOL;
        };
    }

    /// An empty text is no JSON: templates that read the arguments of old turns refuse it.
    private static ToolCall call(Content.ToolCall call) {
        var arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        return ToolCall.newBuilder()
                .setId(call.id())
                .setName(call.name())
                .setArgumentsJson(arguments)
                .build();
    }

    /// A message for each call's result.
    private static void result(Part part, Chat.Builder chat, Warnings warnings) {
        if (!(part.content() instanceof Content.ToolResult result)) {
            warnings.unsupported("content." + PartTexts.name(part.content()));
            return;
        }
        var told = Message.newBuilder()
                .setRole(io.polygate.proto.worker.v1.Role.ROLE_TOOL)
                .setToolCallId(result.callId())
                .setName(result.name() == null ? "" : result.name());
        for (var inner : result.parts()) {
            var sayable = part(inner, warnings);
            if (sayable != null) {
                told.addParts(sayable);
            }
        }
        chat.addMessages(told);
        if (result.error()) {
            warnings.unsupported("tool_result.is_error");
        }
    }

    private static io.polygate.proto.worker.v1.@Nullable Part part(Part part, Warnings warnings) {
        var told = io.polygate.proto.worker.v1.Part.newBuilder();
        switch (part.content()) {
            case Content.Media media
            when !PartTexts.isText(part) -> {
                if (!media(media, told)) {
                    warnings.unsupported("content." + PartTexts.name(media));
                    return null;
                }
            }
            case Content.Opaque opaque
            when opaque.dialect().equals(CHAT) -> told.setJson(opaque.json().text());
            default -> {
                if (!PartTexts.isText(part)) {
                    warnings.unsupported("content." + PartTexts.name(part.content()));
                    return null;
                }
                told.setText(PartTexts.text(List.of(part)));
            }
        }
        return told.build();
    }

    /// @return false where the worker has no word for it
    private static boolean media(Content.Media media, io.polygate.proto.worker.v1.Part.Builder told) {
        var source = Media.newBuilder();
        switch (media.source()) {
            case Source.Url url when media.kind() != MediaKind.AUDIO -> source.setUrl(url.url());
            case Source.Base64 data ->
                source.setData(ByteString.copyFrom(Base64.getDecoder().decode(data.data())))
                        .setMediaType(data.mediaType());
            default -> {
                return false;
            }
        }
        if (media.detail() != null) {
            source.setDetail(media.detail());
        }
        switch (media.kind()) {
            case IMAGE -> told.setImage(source);
            case AUDIO -> told.setAudio(source);
            case VIDEO -> told.setVideo(source);
            case DOCUMENT -> {
                return false;
            }
        }
        return true;
    }

    private static void tools(Tools tools, Chat.Builder chat, Warnings warnings) {
        for (var function : FunctionTools.of(new Tools(tools.list(), null, null), warnings)) {
            var tool = Tool.newBuilder().setName(function.name());
            if (function.description() != null) {
                tool.setDescription(function.description());
            }
            if (function.schema() != null) {
                tool.setParametersJson(function.schema().text());
            }
            if (function.strict() != null) {
                tool.setStrict(function.strict());
            }
            chat.addTools(tool);
        }
        if (tools.parallel() != null) {
            chat.setParallelToolCalls(tools.parallel());
        }
        var choice = tools.choice();
        if (choice == null) {
            return;
        }
        if (choice.mode() == Mode.REQUIRED && choice.names().size() == 1) {
            chat.setToolChoice(
                    ToolChoice.newBuilder().setFunction(choice.names().getFirst()));
            return;
        }
        if (!choice.names().isEmpty()) {
            warnings.add("tool_choice", "may be any of the tools");
        }
        chat.setToolChoice(ToolChoice.newBuilder().setMode(mode(choice.mode())));
    }

    private static ToolChoice.Mode mode(Mode mode) {
        return switch (mode) {
            case AUTO -> ToolChoice.Mode.MODE_AUTO;
            case NONE -> ToolChoice.Mode.MODE_NONE;
            case REQUIRED -> ToolChoice.Mode.MODE_REQUIRED;
        };
    }
}
