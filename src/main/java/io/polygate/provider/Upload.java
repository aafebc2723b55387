package io.polygate.provider;

import io.vertx.core.buffer.Buffer;

/// The body of a request that still comes while it is sent on. Belongs to the shard's context.
public interface Upload {

    /// Hands everything to `taker` from the first byte on, at its pace; whoever took before hears nothing more. Must
    /// not be called on one that is [#lost].
    void to(Taker taker);

    /// The taker that had no room has room again.
    void more();

    /// Nobody takes for now.
    void stop();

    /// Whether the first bytes are gone, so that no other attempt can be made with it.
    boolean lost();

    /// Bytes of the largest message in it that is taken; 0 where it is no messages.
    default long largest() {
        return 0;
    }

    /// Where the bytes go.
    interface Taker {

        /// The next bytes. False when there is no room for more until [Upload#more] is called.
        boolean take(Buffer bytes);

        /// That was all.
        void end();
    }
}
