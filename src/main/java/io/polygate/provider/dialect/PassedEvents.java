package io.polygate.provider.dialect;

import io.polygate.model.ChatRequest;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.model.StreamEvent;
import io.polygate.provider.AnswerSoFar;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Continuation;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.Dialect;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.openai.ChatSniffer;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A stream in the caller's own dialect that another backend may have to go on with: whole events pass untouched,
/// while an encoder follows them that can write the rest. The head is held until the first event.
final class PassedEvents implements AnswerReader {

    private static final int MAX_EVENT = 32 * 1024 * 1024;

    private final AttemptHandler handler;
    private final Continuation continuation;
    private final AnswerSoFar answer;
    private final boolean withholdUsage;
    private final Watched watched = new Watched();
    private final StreamDecoder decoder;
    private final ChatSniffer sniffer = new ChatSniffer();
    private final SseParser parser = new SseParser(MAX_EVENT, this::event);
    private Buffer ready = Buffer.buffer();
    private @Nullable Head head;
    private boolean told;

    /// Whether the rest of such an answer can be written: in the Responses API each piece is named by who began it.
    static boolean suits(UpstreamCall call, Dialect dialect) {
        return call.continuation() != null
                && call.operation() == Operation.CHAT
                && !dialect.name().equals("responses")
                && !(dialect instanceof BackendDialect)
                && !call.arrayFraming();
    }

    /// What passes untouched need not be readable; then it can't be continued, and there is no such reader.
    static @Nullable PassedEvents of(
            Head head, Dialect dialect, UpstreamCall call, boolean withholdUsage, AttemptHandler handler) {
        try {
            var request = dialect.decodeRequest(Crossing.incoming(call));
            return new PassedEvents(head, dialect, call, request, withholdUsage, handler);
        } catch (GatewayException e) {
            return null;
        }
    }

    private PassedEvents(
            Head head,
            Dialect dialect,
            UpstreamCall call,
            ChatRequest request,
            boolean withholdUsage,
            AttemptHandler handler) {
        this.head = head;
        this.handler = handler;
        this.withholdUsage = withholdUsage;
        this.continuation = Objects.requireNonNull(call.continuation(), "see suits");
        var context = ResponseContext.of(call.id(), System.currentTimeMillis() / 1000, request);
        this.answer = new AnswerSoFar(dialect.streamEncoder(context), request, continuation.maxText());
        this.decoder = dialect.streamDecoder(Target.of(call.model()), this::follow);
    }

    @Override
    public void head(HttpClientResponse response) {}

    private void event(SseEvent event) {
        if (watched.error() != null) {
            return;
        }
        boolean ours = withholdUsage && sniffer.inspect(event.data()) == ChatSniffer.Kind.USAGE_ONLY;
        decoder.push(event.raw().toBuffer());
        told = watched.error() != null && watched.begun() && !answer.canGoOn();
        if (!ours && (told || watched.error() == null)) {
            ready.appendBytes(
                    event.raw().array(), event.raw().from(), event.raw().length());
        }
    }

    /// Our own words are not needed as long as the backend's pass.
    private void follow(StreamEvent read) {
        var event = answer.counted(read);
        watched.see(event);
        if (!(event instanceof StreamEvent.Failed)) {
            answer.say(event);
            answer.take();
        }
    }

    @Override
    public void bytes(Buffer bytes, boolean last) {
        try {
            parser.push(bytes);
            if (last) {
                parser.finish();
            }
        } catch (GatewayException e) {
            failed(e.error());
            return;
        }
        if (last && watched.error() == null) {
            decoder.finish();
        }
        var error = watched.error();
        if (error == null) {
            forward(last);
        } else if (told) {
            forward(true);
        } else {
            failed(error);
        }
    }

    private void forward(boolean last) {
        if (head != null && !watched.begun() && !last || ready.length() == 0 && !last) {
            return;
        }
        var first = head;
        head = null;
        if (!continuation.begun()) {
            continuation.begin(answer);
        }
        var events = ready;
        ready = Buffer.buffer();
        handler.part(first, events.length() == 0 ? null : events, last ? watched.outcome() : null);
    }

    @Override
    public void failed(GatewayError error) {
        if (head == null || watched.begun()) {
            forward(false);
        }
        handler.failed(error, watched.outcome());
    }
}
