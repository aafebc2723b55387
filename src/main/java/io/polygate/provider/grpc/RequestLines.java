package io.polygate.provider.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Upload;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// The messages of a caller who streams them as lines: each is sent when its line has come, and no more is taken than
/// the backend reads. Holds at most one line.
final class RequestLines implements Upload.Taker {

    private final RequestMessages messages;
    private final String query;
    private final Upload upload;
    private final GrpcCall call;
    private final Consumer<GatewayError> refused;
    private Buffer rest = Buffer.buffer();
    private int number;
    private boolean over;

    /// @param refused hears of a line that is no message; the backend is to be let go then
    RequestLines(RequestMessages messages, String query, Upload upload, GrpcCall call, Consumer<GatewayError> refused) {
        this.messages = messages;
        this.query = query;
        this.upload = upload;
        this.call = call;
        this.refused = refused;
    }

    void begin() {
        call.onDrain(upload::more);
        upload.to(this);
    }

    @Override
    public boolean take(Buffer bytes) {
        int from = 0;
        for (int at = 0; at < bytes.length() && !over; at++) {
            if (bytes.getByte(at) == '\n') {
                line(from, at, bytes);
                from = at + 1;
            }
        }
        if (!over && from < bytes.length()) {
            rest.appendBuffer(bytes, from, bytes.length() - from);
            checkLength(rest.length());
        }
        return over || call.writable();
    }

    private void line(int from, int to, Buffer bytes) {
        var line = rest.length() == 0 ? bytes.slice(from, to) : rest.appendBuffer(bytes, from, to - from);
        rest = rest.length() == 0 ? rest : Buffer.buffer();
        checkLength(line.length());
        send(line);
    }

    private void checkLength(int length) {
        if (!over && length > upload.largest()) {
            var message = "the message is larger than " + upload.largest() + " bytes (server.max-body)";
            refuse(RequestMessages.inLine(number + 1, GatewayError.of(ErrorKind.TOO_LARGE, message))
                    .error());
        }
    }

    private void send(Buffer line) {
        number++;
        if (over || isBlank(line)) {
            return;
        }
        try {
            call.send(messages.line(number, line, query));
        } catch (GatewayException e) {
            refuse(e.error());
        }
    }

    private static boolean isBlank(Buffer line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.getByte(i) > ' ') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void end() {
        if (rest.length() > 0) {
            send(rest);
        }
        if (!over) {
            over = true;
            call.complete();
        }
    }

    private void refuse(GatewayError error) {
        over = true;
        rest = Buffer.buffer();
        upload.stop();
        refused.accept(error);
    }
}
