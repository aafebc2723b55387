package io.polygate.provider.dialect;

import io.polygate.model.Operation;
import io.polygate.model.Span;
import io.polygate.provider.Upload;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.multipart.Boundary;

/// A form as it goes upstream: the caller's bytes with the target's model name.
///
/// @param length in bytes, -1 where the caller did not tell it
record ForwardedForm(Upload body, long length) {

    static ForwardedForm of(UpstreamCall call, Upload form) {
        long length = declared(call);
        if (call.operation() == Operation.FILES) {
            return new ForwardedForm(form, length);
        }
        var span = call.outline().model();
        var renamed = span != null
                ? new RenamedUpload(form, span, call.model())
                : new RenamedUpload(form, new Span(0, 0), Boundary.part(boundary(call), "model", call.model()));
        return new ForwardedForm(renamed, length < 0 ? length : length + renamed.growth());
    }

    private static String boundary(UpstreamCall call) {
        var type = call.header("content-type");
        var boundary = type == null ? null : Boundary.of(type);
        return boundary == null ? "" : boundary;
    }

    private static long declared(UpstreamCall call) {
        var length = call.header("content-length");
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
