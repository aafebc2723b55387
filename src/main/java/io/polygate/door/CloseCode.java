package io.polygate.door;

/// The close codes of RFC 6455 §7.4 that this door says, and which ones a client may say.
public final class CloseCode {

    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED = 1003;
    public static final int BAD_DATA = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL = 1011;

    /// A close frame without a code; never on the wire.
    public static final int NONE = 1005;

    /// Stands for a connection that ended without a close frame; never on the wire.
    public static final int ABNORMAL = 1006;

    private CloseCode() {}

    /// Whether a code may stand in a close frame: 1000 – 1003, 1007 – 1014, and 3000 – 4999 of applications.
    static boolean valid(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
