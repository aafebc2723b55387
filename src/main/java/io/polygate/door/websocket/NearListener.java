package io.polygate.door.websocket;

import io.polygate.door.Link;
import io.polygate.wire.json.Bytes;
import io.vertx.core.internal.ContextInternal;

/// A connection of this node that hears a resumable answer.
///
/// @param ended runs when it hears no more of it
record NearListener(Link link, Runnable ended) implements ResumableCall.Listener {

    @Override
    public ContextInternal context() {
        return link.context();
    }

    @Override
    public Object connection() {
        return link;
    }

    @Override
    public void send(Bytes message) {
        link.send(message);
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public void whenWritable(Runnable action) {
        link.whenWritable(action);
    }

    @Override
    public void confirm(Runnable then) {
        link.confirm(then);
    }

    @Override
    public void over() {
        ended.run();
    }
}
