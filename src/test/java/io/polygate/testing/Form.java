package io.polygate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/// A form with files, byte for byte as a client sends it.
public final class Form {

    public static final String BOUNDARY = "------------------------a1b2c3";
    public static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Form field(String name, String value) {
        return part("name=\"" + name + "\"", value.getBytes(UTF_8));
    }

    /// A file of random bytes, in which there are parts of boundaries too.
    public Form file(String name, int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        var tease = ("\r\n\r\n--" + BOUNDARY.substring(0, 12) + "\r\n--\r").getBytes(ISO_8859_1);
        for (int at = 0; at + tease.length < size; at += 9_973) {
            System.arraycopy(tease, 0, content, at, tease.length);
        }
        return part("name=\"" + name + "\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", content);
    }

    /// A part with the rest of its head as it stands.
    public Form part(String disposition, byte[] content) {
        write("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n");
        bytes.writeBytes(content);
        write("\r\n");
        return this;
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(ISO_8859_1));
    }

    public byte[] bytes() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(bytes.toByteArray());
        all.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(ISO_8859_1));
        return all.toByteArray();
    }
}
