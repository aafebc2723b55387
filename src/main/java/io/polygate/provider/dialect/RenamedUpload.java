package io.polygate.provider.dialect;

import io.polygate.model.Span;
import io.polygate.provider.Upload;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// A form whose model is written anew as it goes by; all other bytes are the caller's.
final class RenamedUpload implements Upload {

    private final Upload form;
    private final Span span;
    private final Buffer words;

    /// @param span what `words` stand for, counted from the form's first byte; may be empty
    RenamedUpload(Upload form, Span span, String words) {
        this.form = form;
        this.span = span;
        this.words = Buffer.buffer(words.getBytes(StandardCharsets.UTF_8));
    }

    /// How many bytes it has more than the caller's.
    int growth() {
        return words.length() - (span.end() - span.start());
    }

    @Override
    public void to(Taker taker) {
        form.to(new Splicing(taker));
    }

    @Override
    public void more() {
        form.more();
    }

    @Override
    public void stop() {
        form.stop();
    }

    @Override
    public boolean lost() {
        return form.lost();
    }

    private final class Splicing implements Taker {

        private final Taker taker;
        private long position;
        private boolean said;

        Splicing(Taker taker) {
            this.taker = taker;
        }

        @Override
        public boolean take(Buffer bytes) {
            long from = position;
            position += bytes.length();
            if (position <= span.start() || said && from >= span.end()) {
                return taker.take(bytes);
            }
            int before = (int) Math.max(0, span.start() - from);
            int after = (int) Math.min(bytes.length(), Math.max(0, span.end() - from));
            var spliced = Buffer.buffer(bytes.length() + words.length()).appendBuffer(bytes, 0, before);
            if (!said) {
                said = true;
                spliced.appendBuffer(words);
            }
            spliced.appendBuffer(bytes, after, bytes.length() - after);
            return spliced.length() == 0 || taker.take(spliced);
        }

        @Override
        public void end() {
            taker.end();
        }
    }
}
