package io.polygate.provider.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/// The one message of a caller who sends it in pieces.
final class WholeRequest implements Upload.Taker {

    private final Upload upload;
    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer held = Buffer.buffer();

    private WholeRequest(Upload upload) {
        this.upload = upload;
    }

    /// Fails with a message that is too large.
    static Future<Buffer> of(Upload upload) {
        var request = new WholeRequest(upload);
        upload.to(request);
        return request.whole.future();
    }

    @Override
    public boolean take(Buffer bytes) {
        held.appendBuffer(bytes);
        if (held.length() > upload.largest()) {
            upload.stop();
            var message = "the body is larger than " + upload.largest() + " bytes (server.max-body)";
            whole.tryFail(GatewayError.of(ErrorKind.TOO_LARGE, message).asException());
        }
        return true;
    }

    @Override
    public void end() {
        whole.tryComplete(held);
    }
}
