package io.polygate.provider.grpc;

import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.Upload;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.grpc.MethodCatalog.Bound;
import io.vertx.core.buffer.Buffer;

/// One call of a backend's method with JSON: its request there, its answer back.
final class MethodExchange {

    private final Bound bound;
    private final UpstreamCall call;
    private final AttemptHandler handler;
    private final RequestMessages messages;
    private final BackendAnswer answer;
    private final Types types;

    /// How a call is opened.
    @FunctionalInterface
    interface Opener {

        /// @throws GatewayException when the caller's own words for it are wrong
        GrpcCall open(UpstreamCall call, Bound bound, GrpcCall.Listener answer);
    }

    MethodExchange(Types types, Bound bound, UpstreamCall call, AttemptHandler handler) {
        this.bound = bound;
        this.call = call;
        this.handler = handler;
        this.types = types;
        this.messages = new RequestMessages(types.catalog().json(), bound);
        this.answer = new BackendAnswer(types, bound, handler, call.via().credential() != null);
    }

    /// With a request that has come.
    ///
    /// @throws GatewayException when it is not what the method takes
    Attempt whole(Buffer body, Opener opener) {
        var read = messages.read(body, call.query());
        var opened = opener.open(call, bound, answer);
        answer.of(opened);
        read.forEach(opened::send);
        return opened.complete();
    }

    Types types() {
        return types;
    }

    /// With a request that comes line by line.
    Attempt lines(Upload upload, Opener opener) {
        try {
            var opened = opener.open(call, bound, answer);
            answer.of(opened);
            var lines = new RequestLines(messages, call.query(), upload, opened, error -> {
                opened.cancel();
                answer.failed(error);
            });
            lines.begin();
            return new Uploading(opened, upload);
        } catch (GatewayException e) {
            handler.failed(e.error(), Outcome.NOTHING);
            return Attempt.OVER;
        }
    }

    /// A call whose request may still come.
    private record Uploading(GrpcCall call, Upload upload) implements Attempt {

        @Override
        public void pause() {
            call.pause();
        }

        @Override
        public void resume() {
            call.resume();
        }

        @Override
        public void cancel() {
            upload.stop();
            call.cancel();
        }
    }
}
