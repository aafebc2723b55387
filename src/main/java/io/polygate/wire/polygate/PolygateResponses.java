package io.polygate.wire.polygate;

import com.google.protobuf.ByteString;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.Citation;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.FinishReason;
import io.polygate.proto.v1.Media;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import io.polygate.proto.v1.ServerToolCall;
import io.polygate.proto.v1.ServerToolResult;
import io.polygate.proto.v1.ToolCall;
import io.polygate.proto.v1.ToolResult;
import io.polygate.proto.v1.Usage;
import io.polygate.wire.Encoded;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Bytes;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Whole answers and their parts.
final class PolygateResponses {

    private PolygateResponses() {}

    static Encoded encode(io.polygate.model.ChatResponse response, ResponseContext context) {
        var warnings = new Warnings(PolygateFront.NAME);
        var answer = ChatResponse.newBuilder()
                .setId(response.id().isEmpty() ? context.id() : response.id())
                .setModel(response.model().isEmpty() ? context.request().model() : response.model())
                .setUsage(usage(response.usage()));
        if (!response.choices().isEmpty()) {
            var choice = response.choices().getFirst();
            var message = Message.newBuilder().setRole(Role.ROLE_ASSISTANT);
            for (var part : choice.parts()) {
                var content = content(part, warnings);
                if (content != null) {
                    message.addContent(content);
                }
            }
            answer.setMessage(message).setFinishReason(finish(choice.finish().unified()));
            answer.setRawFinishReason(text(choice.finish().raw()));
        }
        if (response.choices().size() > 1) {
            warnings.unsupported("choices");
        }
        warnings.extras(response.extras(), PolygateFront.NAME);
        return new Encoded(Bytes.of(answer.build().toByteArray()).toBuffer(), warnings.list());
    }

    static Usage usage(io.polygate.model.Usage usage) {
        return Usage.newBuilder()
                .setInputTokens(usage.inputTotal())
                .setOutputTokens(usage.outputTotal())
                .setCacheReadTokens(usage.cacheRead())
                .setCacheWriteTokens(usage.cacheWrite())
                .setReasoningTokens(usage.reasoning())
                .setInputAudioTokens(usage.inputAudio())
                .setInputImageTokens(usage.inputImage())
                .setOutputAudioTokens(usage.outputAudio())
                .setOutputImageTokens(usage.outputImage())
                .setServerToolCalls(usage.serverToolCalls())
                .build();
    }

    static FinishReason finish(Unified unified) {
        return switch (unified) {
            case STOP -> FinishReason.FINISH_REASON_STOP;
            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
            case TOOL_CALLS -> FinishReason.FINISH_REASON_TOOL_CALLS;
            case CONTENT_FILTER -> FinishReason.FINISH_REASON_CONTENT_FILTER;
            case PAUSE -> FinishReason.FINISH_REASON_PAUSE;
            case ERROR -> FinishReason.FINISH_REASON_ERROR;
            case OTHER -> FinishReason.FINISH_REASON_OTHER;
        };
    }

    static ToolCall call(io.polygate.model.Content.ToolCall call) {
        return ToolCall.newBuilder()
                .setId(call.id())
                .setName(call.name())
                .setArguments(call.arguments())
                .build();
    }

    /// The part, or null where these messages have no word for it.
    static @Nullable Content content(Part part, Warnings warnings) {
        var content = Content.newBuilder();
        switch (part.content()) {
            case io.polygate.model.Content.Text text -> {
                content.setTextBytes(ByteString.copyFromUtf8(text.text()));
                text.citations()
                        .forEach(c -> content.addCitations(Citation.newBuilder()
                                .setUrl(text(c.url()))
                                .setTitle(text(c.title()))
                                .setQuote(text(c.quote()))));
            }
            case io.polygate.model.Content.Reasoning reasoning -> content.setReasoning(reasoning.text());
            case io.polygate.model.Content.Refusal refusal -> content.setRefusal(refusal.text());
            case io.polygate.model.Content.Media media -> media(media, content);
            case io.polygate.model.Content.ToolCall call -> content.setToolCall(call(call));
            case io.polygate.model.Content.ToolResult result -> {
                var told = ToolResult.newBuilder()
                        .setCallId(result.callId())
                        .setName(text(result.name()))
                        .setError(result.error());
                result.parts().stream()
                        .map(inner -> content(inner, warnings))
                        .filter(java.util.Objects::nonNull)
                        .forEach(told::addContent);
                content.setToolResult(told);
            }
            case io.polygate.model.Content.ServerToolCall call ->
                content.setServerToolCall(ServerToolCall.newBuilder()
                        .setId(call.id())
                        .setName(call.name())
                        .setInput(call.input().text()));
            case io.polygate.model.Content.ServerToolResult result ->
                content.setServerToolResult(ServerToolResult.newBuilder()
                        .setCallId(result.callId())
                        .setName(result.name())
                        .setOutput(result.output().text())
                        .setError(result.error()));
            case io.polygate.model.Content.Opaque opaque -> {
                warnings.unsupported(opaque.dialect() + " block");
                return null;
            }
        }
        if (part.seal() != null) {
            content.setSeal(seal(part.seal()));
        }
        return content.build();
    }

    private static void media(io.polygate.model.Content.Media media, Content.Builder content) {
        var told = Media.newBuilder().setName(text(media.name())).setDetail(text(media.detail()));
        switch (media.source()) {
            case Source.Base64 data ->
                told.setMediaType(data.mediaType())
                        .setData(ByteString.copyFrom(Base64.getDecoder().decode(data.data())));
            case Source.Url url -> told.setUrl(url.url()).setMediaType(text(url.mediaType()));
            case Source.FileId file -> told.setFileId(file.id());
            case Source.PlainText plain ->
                told.setMediaType("text/plain").setData(ByteString.copyFromUtf8(plain.text()));
        }
        if (media.kind() == MediaKind.IMAGE) {
            content.setImage(told);
        } else if (media.kind() == MediaKind.AUDIO) {
            content.setAudio(told);
        } else if (media.kind() == MediaKind.VIDEO) {
            content.setVideo(told);
        } else {
            content.setDocument(told);
        }
    }

    static io.polygate.proto.v1.Seal seal(Seal seal) {
        var kind =
                switch (seal.kind()) {
                    case SIGNATURE -> io.polygate.proto.v1.Seal.Kind.KIND_SIGNATURE;
                    case ENCRYPTED -> io.polygate.proto.v1.Seal.Kind.KIND_ENCRYPTED;
                    case REDACTED -> io.polygate.proto.v1.Seal.Kind.KIND_REDACTED;
                };
        return io.polygate.proto.v1.Seal.newBuilder()
                .setKind(kind)
                .setOrigin(seal.origin())
                .setValue(seal.value())
                .build();
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
