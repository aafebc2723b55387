package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.TokenCounter;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.TokenCountDialect;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts tokens here where a backend has no such operation; an estimate is marked as one.
record OfflineCount(Dialects dialects, TokenCounter counter) {

    private static final String ESTIMATE = "the count is an estimate: this model's vocabulary is not public";

    /// A handler that turns a backend's "no such operation" into a count of ours.
    AttemptHandler backed(UpstreamCall call, AttemptHandler handler) {
        var dialect = dialects.count(call.dialect());
        boolean passed = dialects.byName().get(call.dialect()) instanceof BackendDialect;
        return dialect == null || passed ? handler : new Backed(call, handler, dialect);
    }

    private final class Backed implements AttemptHandler {

        private final UpstreamCall call;
        private final AttemptHandler handler;
        private final TokenCountDialect dialect;

        Backed(UpstreamCall call, AttemptHandler handler, TokenCountDialect dialect) {
            this.call = call;
            this.handler = handler;
            this.dialect = dialect;
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            handler.part(head, bytes, last);
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            boolean absent = error.status() == 404 || error.status() == 405 || error.status() == 501;
            if (absent) {
                count();
            } else {
                handler.failed(error, used);
            }
        }

        private void count() {
            try {
                var request = dialect.decodeRequest().apply(Crossing.incoming(call));
                counter.count(request, call.model()).onComplete(counted -> {
                    if (counted.succeeded()) {
                        tell(counted.result());
                    } else {
                        handler.failed(GatewayError.of(ErrorKind.INTERNAL, "counting failed"), Outcome.NOTHING);
                    }
                });
            } catch (GatewayException e) {
                handler.failed(e.error(), Outcome.NOTHING);
            }
        }

        private void tell(TokenCounter.Count count) {
            var warnings = count.exact() ? List.<String>of() : List.of(ESTIMATE);
            handler.part(
                    TranslatedAnswer.head(List.of(), "application/json", warnings),
                    dialect.encodeResponse().encode(count.tokens()),
                    Outcome.NOTHING);
        }
    }
}
