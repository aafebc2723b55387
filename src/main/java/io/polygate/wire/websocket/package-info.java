/// Messages of WebSockets on their way between a door and a backend, where no WebSocket is.
@NullMarked
package io.polygate.wire.websocket;

import org.jspecify.annotations.NullMarked;
