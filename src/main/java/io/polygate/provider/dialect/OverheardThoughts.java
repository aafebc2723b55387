package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.wire.Dialect;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Gathers what a model thinks out of an answer that passes untouched: its vendor wants that back, and the caller may
/// drop it. What can't be read is not gathered; the answer passes all the same.
record OverheardThoughts(Dialect dialect, Target target, ThoughtCollector thinking) {

    AttemptHandler of(AttemptHandler handler) {
        return new Listener(handler);
    }

    private final class Listener implements AttemptHandler {

        private final AttemptHandler handler;
        private @Nullable StreamDecoder decoder;
        private boolean deaf;

        Listener(AttemptHandler handler) {
            this.handler = handler;
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            if (head != null && streams(head)) {
                decoder = dialect.streamDecoder(target, thinking::see);
            }
            if (!deaf) {
                hear(bytes, last != null);
            }
            handler.part(head, bytes, last);
        }

        private static boolean streams(Head head) {
            return head.headers().stream()
                    .anyMatch(h -> h.name().equals("content-type") && h.value().startsWith("text/event-stream"));
        }

        private void hear(@Nullable Buffer bytes, boolean last) {
            try {
                if (decoder == null && bytes != null) {
                    thinking.see(dialect.decodeResponse(bytes, target));
                } else if (decoder != null && bytes != null) {
                    decoder.push(bytes);
                }
                if (decoder != null && last) {
                    decoder.finish();
                }
            } catch (GatewayException e) {
                deaf = true;
            }
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            handler.failed(error, used);
        }
    }
}
