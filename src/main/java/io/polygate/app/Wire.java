package io.polygate.app;

import io.polygate.session.ResponseStoreConfig;
import io.polygate.wire.Dialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.TokenCountDialect;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.anthropic.AnthropicTokenCounts;
import io.polygate.wire.bedrock.BedrockDialect;
import io.polygate.wire.bedrock.BedrockEmbeddings;
import io.polygate.wire.bedrock.BedrockRerank;
import io.polygate.wire.bedrock.BedrockTokens;
import io.polygate.wire.bedrock.InvokeDialect;
import io.polygate.wire.cohere.CohereDialect;
import io.polygate.wire.cohere.CohereEmbeddings;
import io.polygate.wire.cohere.CohereRerank;
import io.polygate.wire.cohere.FirstCohereDialect;
import io.polygate.wire.dashscope.DashScopeDialect;
import io.polygate.wire.dashscope.DashScopeEmbeddings;
import io.polygate.wire.dashscope.DashScopeRerank;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.gemini.GeminiEmbeddings;
import io.polygate.wire.gemini.GeminiTokens;
import io.polygate.wire.gemini.VertexEmbeddings;
import io.polygate.wire.kiro.KiroDialect;
import io.polygate.wire.mistral.MistralDialect;
import io.polygate.wire.mistral.MistralEmbeddings;
import io.polygate.wire.ollama.OllamaDialect;
import io.polygate.wire.ollama.OllamaEmbeddings;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.openai.CompletionsDialect;
import io.polygate.wire.openai.JinaRerank;
import io.polygate.wire.openai.OpenAiEmbeddings;
import io.polygate.wire.polygate.PolygateEmbeddings;
import io.polygate.wire.polygate.PolygateFront;
import io.polygate.wire.responses.ResponsesDialect;
import io.polygate.wire.responses.ResponsesLimits;
import io.polygate.wire.responses.ResponsesTokens;
import io.polygate.wire.worker.WorkerDialect;
import io.polygate.wire.worker.WorkerEmbeddings;
import io.polygate.wire.worker.WorkerRerank;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The dialects that this gateway speaks.
final class Wire {

    private Wire() {}

    static Dialects dialects(ResponseStoreConfig responses) {
        var anthropic = new AnthropicDialect();
        var gemini = new GeminiDialect();
        var dialects = List.<Dialect>of(
                new ChatDialect(),
                new CompletionsDialect(),
                new ResponsesDialect(new ResponsesLimits(responses.maxOutput())),
                anthropic,
                gemini,
                new OllamaDialect(),
                new DashScopeDialect(),
                new CohereDialect(),
                new FirstCohereDialect(),
                new MistralDialect(),
                new WorkerDialect(),
                new BedrockDialect(),
                new InvokeDialect(),
                new KiroDialect());
        var byName = new HashMap<>(dialects.stream().collect(Collectors.toMap(Dialect::name, Function.identity())));
        byName.put(VertexEmbeddings.NAME, gemini);
        return new Dialects(
                byName,
                Map.of(
                        "openai",
                        new OpenAiEmbeddings(),
                        "gemini",
                        new GeminiEmbeddings(),
                        VertexEmbeddings.NAME,
                        new VertexEmbeddings(),
                        OllamaDialect.NAME,
                        new OllamaEmbeddings(),
                        DashScopeDialect.NAME,
                        new DashScopeEmbeddings(),
                        CohereDialect.NAME,
                        new CohereEmbeddings(),
                        MistralDialect.NAME,
                        new MistralEmbeddings(),
                        BedrockDialect.NAME,
                        new BedrockEmbeddings(),
                        WorkerDialect.NAME,
                        new WorkerEmbeddings()),
                Map.of(
                        BedrockDialect.NAME,
                        TokenCountDialect.ofBackend(BedrockTokens::encodeRequest, BedrockTokens::decodeResponse),
                        "anthropic",
                        anthropicCounts(anthropic),
                        "gemini",
                        geminiCounts(),
                        "responses",
                        responsesCounts()),
                Map.of(PolygateFront.NAME, new PolygateFront()),
                Map.of(PolygateFront.NAME, new PolygateEmbeddings()),
                Map.of(
                        "openai",
                        new JinaRerank(),
                        CohereDialect.NAME,
                        new CohereRerank(),
                        DashScopeDialect.NAME,
                        new DashScopeRerank(),
                        BedrockDialect.NAME,
                        new BedrockRerank(),
                        WorkerDialect.NAME,
                        new WorkerRerank()));
    }

    private static TokenCountDialect anthropicCounts(AnthropicDialect anthropic) {
        return new TokenCountDialect(
                anthropic::decodeRequest,
                AnthropicTokenCounts::encodeRequest,
                AnthropicTokenCounts::decode,
                AnthropicTokenCounts::encode);
    }

    private static TokenCountDialect responsesCounts() {
        return new TokenCountDialect(
                ResponsesTokens::decodeRequest,
                ResponsesTokens::encodeRequest,
                ResponsesTokens::decodeResponse,
                ResponsesTokens::encodeResponse);
    }

    private static TokenCountDialect geminiCounts() {
        return new TokenCountDialect(
                GeminiTokens::decodeRequest,
                GeminiTokens::encodeRequest,
                GeminiTokens::decodeResponse,
                GeminiTokens::encodeResponse);
    }
}
