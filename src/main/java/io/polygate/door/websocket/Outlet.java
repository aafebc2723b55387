package io.polygate.door.websocket;

import io.polygate.wire.json.Bytes;

/// Where the messages of one answer go.
interface Outlet {

    /// The next message of a stream, numbered from 1.
    void next(long seq, Bytes message);

    /// The last message of the answer.
    void last(Bytes message);

    void flush();

    /// Runs it when there is room for more.
    void whenRoom(Runnable action);
}
