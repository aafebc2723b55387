package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.RerankResponse;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.wire.RerankBackend;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Counts the searches of a ranking that passes as it came, in the words of its dialect.
///
/// @param handler hears everything, whether it was understood or not
record CountedRanking(RerankBackend dialect, Target target, AttemptHandler handler) implements AttemptHandler {

    /// What a ranking used that isn't tokens.
    static Units units(RerankResponse answer) {
        return answer.searchUnits() == 0 ? Units.NONE : Units.of(Units.Kind.SEARCH_UNITS, answer.searchUnits());
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        handler.part(head, bytes, bytes == null || last == null ? last : counted(bytes, last));
    }

    private Outcome counted(Buffer answer, Outcome last) {
        try {
            var said = dialect.decodeResponse(answer, target);
            boolean untold = last.tokens().totalInput() == 0 && said.usage().total() > 0;
            var tokens = untold ? TokenCount.of(said.usage()) : last.tokens();
            return new Outcome(tokens, units(said), last.finish(), last.firstByteNanos(), last.error());
        } catch (GatewayException e) {
            return last;
        }
    }

    @Override
    public void failed(GatewayError error, Outcome used) {
        handler.failed(error, used);
    }
}
