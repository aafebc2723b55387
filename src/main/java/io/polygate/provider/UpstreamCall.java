package io.polygate.provider;

import io.polygate.model.BodyOutline;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call for one target.
///
/// @param id the request id, sent upstream
/// @param owner whose call it is: the name of the key
/// @param dialect the format of `body` and of the answer that the caller wants
/// @param model the model's name at the backend
/// @param body the request as it came
/// @param variant the method that the caller's path named, where a dialect has several for one operation (Gemini)
/// @param query the query of the caller's path, without keys
/// @param headers the caller's headers; only what the dialect allows goes upstream
/// @param via which of the provider's addresses it goes to, and as whom
/// @param upload the whole request where it comes in pieces, of which `body` is only the first; else null
/// @param continuation where another target may have to go on with the answer; else null
public record UpstreamCall(
        String id,
        String owner,
        Operation operation,
        String dialect,
        String model,
        boolean stream,
        Buffer body,
        BodyOutline outline,
        @Nullable String variant,
        String query,
        List<Header> headers,
        Via via,
        @Nullable Upload upload,
        @Nullable Continuation continuation) {

    /// A call whose request has come.
    public UpstreamCall(
            String id,
            String owner,
            Operation operation,
            String dialect,
            String model,
            boolean stream,
            Buffer body,
            BodyOutline outline,
            @Nullable String variant,
            String query,
            List<Header> headers,
            Via via) {
        this(id, owner, operation, dialect, model, stream, body, outline, variant, query, headers, via, null, null);
    }

    /// The same call for another model of the backend's; the name in the body is spliced where the body is sent.
    public UpstreamCall withModel(String name) {
        return name.equals(model)
                ? this
                : new UpstreamCall(
                        id,
                        owner,
                        operation,
                        dialect,
                        name,
                        stream,
                        body,
                        outline,
                        variant,
                        query,
                        headers,
                        via,
                        upload,
                        continuation);
    }

    /// The same call with another body; nothing of it is outlined.
    public UpstreamCall withBody(Buffer newBody) {
        return new UpstreamCall(
                id,
                owner,
                operation,
                dialect,
                model,
                stream,
                newBody,
                BodyOutline.NONE,
                variant,
                query,
                headers,
                via,
                null,
                continuation);
    }

    /// What is still to be known of the call while a stream answers it: all but its body, which may be large.
    public UpstreamCall asked() {
        boolean chat = operation == Operation.CHAT || operation == Operation.COMPLETION;
        return stream && chat && continuation == null ? withBody(Buffer.buffer()) : this;
    }

    /// The same call with its body in another dialect; nothing of the new body is outlined.
    public UpstreamCall translated(String newDialect, Buffer newBody) {
        return new UpstreamCall(
                id, owner, operation, newDialect, model, stream, newBody, BodyOutline.NONE, null, "", headers, via);
    }

    /// The same call at another address.
    public UpstreamCall at(URI url) {
        var other = new Via(url, via.dialect(), via.credential());
        return new UpstreamCall(
                id,
                owner,
                operation,
                dialect,
                model,
                stream,
                body,
                outline,
                variant,
                query,
                headers,
                other,
                upload,
                continuation);
    }

    /// Whether it is to go on with what its caller has of the answer already.
    public boolean resumes() {
        return continuation != null && continuation.begun();
    }

    /// The first value of a header, or null. `name` in lower case.
    public @Nullable String header(String name) {
        return Header.first(headers, name);
    }

    /// Whether a stream is wanted as a JSON array, Gemini's way without `alt=sse`.
    public boolean arrayFraming() {
        return dialect.equals("gemini") && !query.contains("alt=sse");
    }
}
