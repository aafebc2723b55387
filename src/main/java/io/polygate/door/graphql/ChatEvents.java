package io.polygate.door.graphql;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.polygate.bus.AnswerHandler;
import io.polygate.bus.OpenCall;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.proto.v1.ChatEvent;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.StatusLines;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The events of one streamed call, as fast as they are asked for: what was not asked for yet stays unacknowledged, so
/// that the backend is held back after the bus's window. For one subscriber, on one context.
final class ChatEvents implements Publisher<Map<String, Object>>, Subscription, AnswerHandler {

    private final Asking asking;
    private final Asking.Wish wish;
    private final Queue<Map<String, Object>> waiting = new ArrayDeque<>();
    private final FrameReader frames;
    private @Nullable Subscriber<? super Map<String, Object>> subscriber;
    private @Nullable OpenCall open;
    private @Nullable GatewayError failure;
    private long wanted;
    private int held;
    private boolean begun;
    private boolean ended;
    private boolean over;
    private boolean telling;

    ChatEvents(Asking asking, Asking.Wish wish) {
        this.asking = asking;
        this.wish = wish;
        this.frames = new FrameReader(Integer.MAX_VALUE, false, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                waiting.add(event(message));
            }

            @Override
            public void trailers(String lines) {
                failure = Fields.inWords(failure(StatusLines.read(lines)));
            }
        });
    }

    private static Map<String, Object> event(Buffer message) {
        try {
            return ChatAnswers.event(ChatEvent.parseFrom(message.getBytes()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("routing sent what is no event", e);
        }
    }

    /// The error with its own kind, which is named in the status' details.
    private static GatewayError failure(GrpcStatus status) {
        var error = status.error();
        for (var detail : status.proto().getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    var reason = detail.unpack(ErrorInfo.class).getReason();
                    for (var kind : ErrorKind.values()) {
                        if (kind.code().equalsIgnoreCase(reason)) {
                            return GatewayError.of(kind, error.message()).withRetryAfter(error.retryAfter());
                        }
                    }
                } catch (InvalidProtocolBufferException e) {
                    return error;
                }
            }
        }
        return error;
    }

    @Override
    public void subscribe(Subscriber<? super Map<String, Object>> who) {
        subscriber = who;
        who.onSubscribe(this);
    }

    @Override
    public void request(long more) {
        wanted = Long.MAX_VALUE - wanted < more ? Long.MAX_VALUE : wanted + more;
        if (!begun) {
            begun = true;
            var opened = asking.open(wish, this);
            if (ended) {
                asking.ended(opened);
            } else {
                open = opened;
            }
        }
        tell();
    }

    @Override
    public void cancel() {
        over = true;
        waiting.clear();
        if (open != null && !ended) {
            ended = true;
            open.cancel();
            asking.ended(open);
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (over) {
            return;
        }
        if (bytes != null) {
            held += bytes.length();
            frames.push(bytes);
        }
        if (last) {
            if (failure == null && !frames.atEnd()) {
                failure = GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the answer was cut short");
            }
            end();
        }
        tell();
    }

    @Override
    public void failed(GatewayError error) {
        failure = Fields.inWords(error);
        end();
        tell();
    }

    private void end() {
        ended = true;
        asking.ended(open);
    }

    /// Not entered again from within: who hears an event asks for the next one at once.
    private void tell() {
        if (telling || over || subscriber == null) {
            return;
        }
        telling = true;
        while (wanted > 0 && !over && !waiting.isEmpty()) {
            wanted--;
            subscriber.onNext(waiting.remove());
        }
        telling = false;
        if (over || !waiting.isEmpty()) {
            return;
        }
        if (ended) {
            over = true;
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure.asException());
            }
        } else if (open != null && held > 0 && wanted > 0) {
            open.taken(held);
            held = 0;
        }
    }
}
