package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Provider;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
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
    private final Crossing.Setting setting;
    private final OfflineCount offline;

    /// @param quirks whether and how it can be asked to go on with a text
    public TranslatedProvider(Provider inner, String dialect, Quirks quirks, DialectProvider.Shared shared) {
        this.inner = inner;
        this.dialect = dialect;
        var dialects = shared.dialects();
        this.setting =
                new Crossing.Setting(dialects, dialect, dialects.get(dialect), quirks, shared.thoughts(), MAX_ANSWER);
        this.offline = new OfflineCount(dialects, shared.counter());
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public boolean understands(String caller, Operation operation) {
        return !Crossing.isForeign(caller, operation, setting.dialects());
    }

    @Override
    public boolean continues(String model) {
        return Prefill.of(setting.quirks(), dialect, model) != Prefill.NONE;
    }

    @Override
    public Attempt open(UpstreamCall call, AttemptHandler handler) {
        if (call.dialect().equals(dialect) && !call.resumes()) {
            return inner.open(call, handler);
        }
        var counting = call.operation() == Operation.COUNT_TOKENS ? offline.backed(call, handler) : handler;
        var once = new EndedOnce(counting);
        try {
            Crossing.check(call, dialect, setting.dialects());
            return Deferred.open(
                    Crossing.of(call, setting, once),
                    crossing -> once.of(inner.open(
                            call.translated(dialect, crossing.request().body()), new Back(crossing, once))),
                    once);
        } catch (GatewayException e) {
            once.failed(e.error(), Outcome.NOTHING);
            return Attempt.OVER;
        }
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /// The way back: the inner provider's answer is read as if it had come over HTTP.
    private static final class Back implements AttemptHandler {

        private final Crossing crossing;
        private final AttemptHandler handler;
        private @Nullable AnswerReader reader;

        Back(Crossing crossing, AttemptHandler handler) {
            this.crossing = crossing;
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
            boolean stream = head != null
                    && head.headers().stream().anyMatch(header -> header.value().startsWith("text/event-stream"));
            return crossing.reader().apply(List.of(), stream);
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
