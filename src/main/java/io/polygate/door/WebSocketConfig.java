package io.polygate.door;

import java.time.Duration;

/// The bounds of the WebSocket door.
///
/// @param maxMessageBytes largest message of a client; a larger one closes the connection with 1009
/// @param maxConnections connections of this node, `perKey` those of one key, `perAddress` those of one address
/// @param heartbeat silence after which a client is pinged; after as much again it counts as lost
/// @param idleTimeout a connection without a message or a call for so long is closed
/// @param sendQueueBytes what may wait to be sent to a client before backends are held back
/// @param resumeGrace how long a resumable call goes on without its client
/// @param maxResumable resumable calls that this node keeps, each with up to `sendQueueBytes` of its answer
public record WebSocketConfig(
        int maxMessageBytes,
        int maxConnections,
        int perKey,
        int perAddress,
        Duration heartbeat,
        Duration idleTimeout,
        int sendQueueBytes,
        Duration resumeGrace,
        int maxResumable) {}
