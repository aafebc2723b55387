package io.polygate.wire.json;

/// A text is not JSON: what was expected, and where. Has no stack trace: bad input is an expected outcome.
///
/// Line and column count from 1, the column in characters (code points). The message holds nothing of the text itself.
public final class JsonSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The kinds of problem: `GRAMMAR` for everything that is neither bad UTF-8 nor too deep.
    public enum Problem {
        GRAMMAR,
        UTF8,
        TOO_DEEP
    }

    private final Problem problem;
    private final int line;
    private final int column;

    private JsonSyntaxException(Problem problem, String what, int line, int column) {
        super(what + " at line " + line + ", column " + column, null, false, false);
        this.problem = problem;
        this.line = line;
        this.column = column;
    }

    /// The problem `what` at byte `at` of the text that begins at byte `from`.
    static JsonSyntaxException at(Problem problem, String what, byte[] text, int from, int at) {
        var line = 1;
        var column = 1;
        for (var i = from; i < at; i++) {
            if (text[i] == '\n') {
                line++;
                column = 1;
            } else if ((text[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return new JsonSyntaxException(problem, what, line, column);
    }

    public Problem problem() {
        return problem;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
