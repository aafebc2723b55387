package io.polygate.wire.protojson;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Messages to JSON and back.
///
/// @param types the message types by full name that a google.protobuf.Any may hold
public record ProtoJson(Function<String, @Nullable Descriptor> types) {

    /// For messages that hold no Any of types of their own.
    public static final ProtoJson PLAIN = new ProtoJson(name -> null);

    /// The message as compact JSON on one line. Fields without presence that have their default are left out.
    public Buffer write(MessageOrBuilder message) {
        var json = new JsonWriter();
        new MessageWriter(this, json).message(message);
        return json.toBuffer();
    }

    /// Reads JSON into a message. An empty text is an empty message.
    ///
    /// @throws io.polygate.model.GatewayException with the path of what is wrong
    public <B extends Message.Builder> B read(Buffer text, B into) {
        if (text.toString().isBlank()) {
            return into;
        }
        read(parse(text), into, "");
        return into;
    }

    /// Reads a value below `path`.
    public void read(Json json, Message.Builder into, String path) {
        new MessageReader(this).message(json, into, path);
    }

    public static Json parse(Buffer text) {
        try {
            return Json.parse(text);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid JSON: " + e.getMessage())
                    .asException();
        }
    }
}
