package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.Thoughts;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.Dialects;
import io.polygate.wire.Quirks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets callers of every dialect reach a provider that speaks one and is not reached over HTTP.
public final class TranslatedProvider implements Provider {

    private static final long MAX_ANSWER = 64L * 1024 * 1024;

    private final Provider inner;
    private final String dialect;
    private final Translation.Setting setting;

    public TranslatedProvider(Provider inner, String dialect, Dialects dialects, Thoughts thoughts) {
        this.inner = inner;
        this.dialect = dialect;
        this.setting = new Translation.Setting(dialects, dialects.get(dialect), Quirks.NONE, thoughts);
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        if (call.dialect().equals(dialect)) {
            return inner.open(call, handler);
        }
        try {
            var translation = Translation.of(call, setting);
            return inner.open(call.translated(dialect, translation.request().body()), new Back(translation, handler));
        } catch (GatewayException e) {
            handler.failed(e.error(), Outcome.NOTHING);
            return Attempt.OVER;
        }
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /// The way back: the inner provider's answer is read as if it had come over HTTP.
    private static final class Back implements AttemptHandler {

        private final Translation translation;
        private final AttemptHandler handler;
        private @Nullable AnswerReader reader;

        Back(Translation translation, AttemptHandler handler) {
            this.translation = translation;
            this.handler = handler;
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            var current = reader;
            if (head != null || current == null) {
                current = reader(head);
                reader = current;
            }
            try {
                current.bytes(bytes == null ? Buffer.buffer() : bytes, last != null);
            } catch (GatewayException e) {
                current.failed(e.error());
            }
        }

        private AnswerReader reader(@Nullable Head head) {
            boolean stream = head != null && head.headers().contains(new Header("content-type", "text/event-stream"));
            return stream
                    ? new TranslatedStream(translation, List.of(), handler, MAX_ANSWER)
                    : new TranslatedWhole(translation, List.of(), handler, MAX_ANSWER);
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            if (reader == null) {
                handler.failed(error, used);
            } else {
                reader.failed(error);
            }
        }
    }
}
