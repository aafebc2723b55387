package io.polygate.provider.cloud;

import io.polygate.model.GatewayError;
import io.polygate.provider.dialect.Shape;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.bedrock.BedrockErrors;
import io.polygate.wire.bedrock.InvokeModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// InvokeModel for what isn't chat: what Bedrock counts in a header is told at the beginning of the answer's body.
final class BedrockModelShape implements Shape {

    private static final int MAX_DIGITS = 15;

    @Override
    public Map<String, String> headers() {
        return Map.of("accept", "application/json", "anthropic-version", "", "anthropic-beta", "");
    }

    @Override
    public GatewayError error(UpstreamFailure failure) {
        return BedrockErrors.decode(failure);
    }

    @Override
    public AnswerReader reader(AnswerReader dialect) {
        return new Counted(dialect);
    }

    private static final class Counted implements AnswerReader {

        private final AnswerReader reader;
        private @Nullable String tokens;

        Counted(AnswerReader reader) {
            this.reader = reader;
        }

        @Override
        public void head(HttpClientResponse response) {
            var told = response.getHeader(InvokeModel.INPUT_TOKENS);
            boolean number = told != null
                    && told.length() <= MAX_DIGITS
                    && !told.isEmpty()
                    && told.chars().allMatch(c -> c >= '0' && c <= '9');
            tokens = number && response.statusCode() < 300 ? told : null;
            reader.head(response);
        }

        @Override
        public void bytes(Buffer bytes, boolean last) {
            var told = tokens;
            if (told == null || bytes.length() == 0 || bytes.getByte(0) != '{') {
                reader.bytes(bytes, last);
                return;
            }
            tokens = null;
            var member = "{\"" + InvokeModel.INPUT_TOKENS + "\":" + Long.parseLong(told) + ",";
            reader.bytes(Buffer.buffer(member).appendBuffer(bytes.slice(1, bytes.length())), last);
        }

        @Override
        public void failed(GatewayError error) {
            reader.failed(error);
        }
    }
}
