package io.polygate.door.rest;

import io.polygate.bus.OpenCall;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;

/// A file that a form waits in. It has no name any more when the first byte is written, so that nothing is left of it
/// in whichever way the gateway ends. One write at a time.
final class Spool {

    private static final int PIECE = 64 * 1024;

    private final AsyncFile file;
    private boolean closed;

    private Spool(AsyncFile file) {
        this.file = file;
    }

    static Future<Spool> open(Vertx vertx) {
        var files = vertx.fileSystem();
        return files.createTempFile("polygate-form", "").compose(path -> files.open(
                        path, new OpenOptions().setRead(true).setWrite(true))
                .compose(file -> files.delete(path).map(v -> new Spool(file))));
    }

    Future<Void> write(Buffer bytes) {
        return file.write(bytes);
    }

    /// Sends all that was written, at the pace of the call.
    void readTo(OpenCall call, Runnable end, Handler<Throwable> failed) {
        file.setReadPos(0);
        file.setReadBufferSize(PIECE);
        call.onDrain(() -> {
            if (!closed) {
                file.resume();
            }
        });
        file.exceptionHandler(failed);
        file.endHandler(v -> {
            close();
            end.run();
        });
        file.handler(bytes -> {
            call.send(bytes);
            if (!call.writable()) {
                file.pause();
            }
        });
    }

    void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
