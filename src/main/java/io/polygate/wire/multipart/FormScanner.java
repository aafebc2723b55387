package io.polygate.wire.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Span;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the two fields of a form that routing reads, `model` and `stream`, in bytes that come in pieces of any size.
/// Holds nothing but the head of a part and a short value. Belongs to one context.
///
/// What two readers of a form could understand in two ways is refused: a second `model`, a name in the form `name*=`.
public final class FormScanner {

    private static final int MAX_PART_HEAD = 16 * 1024;
    private static final int MAX_VALUE = 1024;
    private static final int CRLF = 2;

    private final byte[] delimiter;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    private State state = State.CONTENT;
    /// How many bytes of the delimiter were seen; a form may begin with one whose line break is left out.
    private int matched = CRLF;
    private long position;
    private long start;
    private String field = "";
    private @Nullable String model;
    private @Nullable Span span;
    private boolean stream;
    private @Nullable GatewayError problem;

    private enum State {
        CONTENT,
        DELIMITED,
        HEAD,
        END
    }

    public FormScanner(String boundary) {
        this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
    }

    /// The next bytes.
    public void push(Buffer bytes) {
        int length = bytes.length();
        for (int i = 0; i < length && problem == null && state != State.END; i++) {
            step(bytes.getByte(i));
            position++;
        }
    }

    private void step(byte b) {
        switch (state) {
            case CONTENT -> content(b);
            case DELIMITED -> delimited(b);
            case HEAD -> head(b);
            case END -> {}
        }
    }

    /// A line break stands only at the delimiter's beginning, so what follows a mismatch can begin nothing but a new
    /// one.
    private void content(byte b) {
        if (b == delimiter[matched]) {
            matched++;
            if (matched == delimiter.length) {
                partEnded();
                text.reset();
                state = State.DELIMITED;
            }
            return;
        }
        if (!field.isEmpty()) {
            text.write(delimiter, 0, matched);
        }
        matched = b == '\r' ? 1 : 0;
        if (matched == 0 && !field.isEmpty()) {
            text.write(b);
            if (text.size() > MAX_VALUE) {
                tooLong();
            }
        }
    }

    private void tooLong() {
        if (field.equals("model")) {
            problem = invalid("model is longer than " + MAX_VALUE + " bytes");
        }
        field = "";
    }

    private void partEnded() {
        if (field.equals("model")) {
            model = text.toString(UTF_8);
            span = new Span((int) start, (int) (position + 1 - delimiter.length));
            if (model.isBlank()) {
                problem = invalid("model is empty (expected: a model's name)");
            }
        } else if (field.equals("stream")) {
            stream = text.toString(UTF_8).strip().equalsIgnoreCase("true");
        }
        field = "";
    }

    /// Behind a delimiter: two dashes end the form, a line break begins a part.
    private void delimited(byte b) {
        text.write(b);
        if (b == '\n') {
            var rest = text.toString(UTF_8);
            problem = rest.isBlank() && rest.endsWith("\r\n") ? null : broken("a boundary is not alone in its line");
            text.reset();
            state = State.HEAD;
        } else if (text.size() == 2 && text.toString(UTF_8).equals("--")) {
            state = State.END;
        } else if (text.size() > MAX_VALUE) {
            problem = broken("the line of a boundary goes on and on");
        }
    }

    private void head(byte b) {
        text.write(b);
        if (b == '\n' && headEnds()) {
            begin(text.toString(UTF_8));
            text.reset();
            state = State.CONTENT;
            matched = 0;
            start = position + 1;
        } else if (text.size() > MAX_PART_HEAD) {
            problem = broken("a part's head is larger than " + MAX_PART_HEAD + " bytes");
        }
    }

    private boolean headEnds() {
        int size = text.size();
        if (size == CRLF) {
            return true;
        }
        var end = text.toByteArray();
        return size >= 2 * CRLF && end[size - 2] == '\r' && end[size - 3] == '\n';
    }

    private void begin(String head) {
        PartHead part;
        try {
            part = PartHead.parse(head);
        } catch (IllegalArgumentException e) {
            problem = broken(String.valueOf(e.getMessage()));
            return;
        }
        var name = part.name().toLowerCase(Locale.ROOT);
        field = name.equals("model") || name.equals("stream") && !part.file() ? name : "";
        if (field.equals("model") && model != null) {
            problem = invalid("model appears more than once");
        }
    }

    private static GatewayError invalid(String message) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, "model", message);
    }

    private static GatewayError broken(String message) {
        return GatewayError.of(ErrorKind.BAD_REQUEST, "the form cannot be read: " + message);
    }

    /// The value of `model` once it is whole, or null.
    public @Nullable String model() {
        return model;
    }

    /// Where that value stands, counted from the form's first byte; null until it is whole.
    public @Nullable Span span() {
        return span;
    }

    /// Whether `stream` was said to be true so far.
    public boolean stream() {
        return stream;
    }

    /// Whether the last delimiter was seen.
    public boolean complete() {
        return state == State.END;
    }

    /// Why the form is refused, or null.
    public @Nullable GatewayError problem() {
        return problem;
    }
}
