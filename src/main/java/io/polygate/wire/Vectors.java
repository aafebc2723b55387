package io.polygate.wire;

import io.polygate.model.EmbeddingResponse.Vector;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/// A vector's two forms: a JSON array of numbers, and base64 of little-endian float32.
public final class Vectors {

    private Vectors() {}

    public static RawJson numbers(Vector vector) {
        return switch (vector) {
            case Vector.Numbers numbers -> numbers.array();
            case Vector.Base64 base64 -> decode(base64.data());
        };
    }

    public static String base64(Vector vector) {
        return switch (vector) {
            case Vector.Base64 base64 -> base64.data();
            case Vector.Numbers numbers -> encode(Json.parse(numbers.array().text()));
        };
    }

    private static RawJson decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (bytes.length % Float.BYTES != 0) {
            throw malformed();
        }
        var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var json = new JsonWriter(floats.remaining() * 12 + 2).array();
        while (floats.hasRemaining()) {
            var number = floats.get();
            json.raw(Float.isFinite(number) ? Float.toString(number) : "0");
        }
        return new RawJson(json.endArray().toString());
    }

    private static String encode(Json array) {
        var items = array.items();
        var bytes = ByteBuffer.allocate(items.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var item : items) {
            var number = item.asDouble();
            if (number == null) {
                throw malformed();
            }
            bytes.putFloat(number.floatValue());
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static GatewayException malformed() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer holds a malformed vector")
                .asException();
    }
}
