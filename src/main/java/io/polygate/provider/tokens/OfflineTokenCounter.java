package io.polygate.provider.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.ModelType;
import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Tool;
import io.polygate.provider.TokenCounter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Counts with OpenAI's vocabularies, which ship with the gateway: exact text for OpenAI's models, an estimate for all
/// others, whose vocabularies differ by some per cent.
///
/// A message costs three tokens beside its text, the answer's opening three more (OpenAI's cookbook, "How to count
/// tokens"). A picture counts as 765 tokens (OpenAI's price of a 1024 × 1024 picture at high detail), other media as
/// one token for each four bytes of their text form up to 10,000.
public final class OfflineTokenCounter implements TokenCounter {

    private static final int PER_MESSAGE = 3;
    private static final int PER_ANSWER = 3;
    private static final int PER_TOOL = 8;
    private static final int PER_PICTURE = 765;
    private static final int PER_DOCUMENT = 1500;

    private final Vertx vertx;
    private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();

    public OfflineTokenCounter(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<Count> count(ChatRequest request, String model) {
        return vertx.executeBlocking(() -> {
            var name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            var known = ModelType.fromName(name);
            boolean openAi = known.isPresent() || name.matches("(gpt-|o[1-9]|chatgpt-).*");
            var encoding = known.map(registry::getEncodingForModel)
                    .orElseGet(() -> registry.getEncoding(EncodingType.O200K_BASE));
            return new Count(tokens(request, encoding), openAi);
        });
    }

    private static long tokens(ChatRequest request, Encoding encoding) {
        long total = PER_ANSWER;
        for (var message : request.messages()) {
            total += PER_MESSAGE + tokens(message, encoding);
        }
        for (var tool : request.tools().list()) {
            total += PER_TOOL + tokens(tool, encoding);
        }
        return total;
    }

    private static long tokens(Message message, Encoding encoding) {
        long total = 0;
        for (var part : message.parts()) {
            total += tokens(part, encoding);
        }
        return total;
    }

    private static long tokens(Part part, Encoding encoding) {
        return switch (part.content()) {
            case Content.Text text -> encoding.countTokensOrdinary(text.text());
            case Content.Reasoning reasoning -> encoding.countTokensOrdinary(reasoning.text());
            case Content.Refusal refusal -> encoding.countTokensOrdinary(refusal.text());
            case Content.ToolCall call ->
                encoding.countTokensOrdinary(call.name()) + encoding.countTokensOrdinary(call.arguments());
            case Content.ToolResult result ->
                result.parts().stream()
                        .mapToLong(inner -> tokens(inner, encoding))
                        .sum();
            case Content.ServerToolCall call ->
                encoding.countTokensOrdinary(call.input().text());
            case Content.ServerToolResult result ->
                encoding.countTokensOrdinary(result.output().text());
            case Content.Opaque opaque ->
                encoding.countTokensOrdinary(opaque.json().text());
            case Content.Media media -> media.kind() == Content.MediaKind.IMAGE ? PER_PICTURE : PER_DOCUMENT;
        };
    }

    private static long tokens(Tool tool, Encoding encoding) {
        return switch (tool) {
            case Tool.Function function ->
                encoding.countTokensOrdinary(
                        function.name() + orEmpty(function.description()) + orEmpty(function.schema()));
            case Tool.Custom custom ->
                encoding.countTokensOrdinary(custom.name() + orEmpty(custom.description()) + orEmpty(custom.format()));
            case Tool.Hosted hosted ->
                encoding.countTokensOrdinary(hosted.json().text());
        };
    }

    private static String orEmpty(@Nullable Object text) {
        return text == null ? "" : text.toString();
    }
}
