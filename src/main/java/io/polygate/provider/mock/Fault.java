package io.polygate.provider.mock;

/// What goes wrong on request.
enum Fault {
    NONE("none", 0),
    /// An error answer of [Behaviour#status()] instead of any other.
    STATUS("a status of 400 to 599", 0),
    /// Nothing more comes, until one of the timeouts.
    HANG("hang", 0),
    /// The connection is gone before the answer.
    RESET("reset", 0),
    /// The answer breaks off.
    CUT("cut", 3),
    /// An error inside an answer that began with status 200.
    ERROR_EVENT("error-event", 3);

    private final String word;
    private final int usualAfter;

    Fault(String word, int usualAfter) {
        this.word = word;
        this.usualAfter = usualAfter;
    }

    String word() {
        return word;
    }

    /// How many tokens come first where the request doesn't say.
    int usualAfter() {
        return usualAfter;
    }
}
