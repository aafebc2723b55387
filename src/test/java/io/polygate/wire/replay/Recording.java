package io.polygate.wire.replay;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One recorded answer: a row of the fixtures' `index.tsv`.
record Recording(Path root, String file, String caseFile, String provider, String api, int status, boolean streamed) {

    byte[] body() {
        return bytes(file);
    }

    boolean hasRequest() {
        return !caseFile.isEmpty() && request().getValue("body") instanceof JsonObject;
    }

    /// `{method, url, headers, body}`.
    JsonObject request() {
        return new JsonObject(new String(bytes(caseFile))).getJsonObject("request");
    }

    /// The headers of the answer.
    JsonObject answered() {
        return new JsonObject(new String(bytes(caseFile)))
                .getJsonObject("response")
                .getJsonObject("headers", new JsonObject());
    }

    private byte[] bytes(String name) {
        try {
            return Files.readAllBytes(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
