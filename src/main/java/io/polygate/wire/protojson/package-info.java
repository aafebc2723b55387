/// Protobuf messages as JSON, by the letter of https://protobuf.dev/programming-guides/json/, with the path of what is
/// wrong in every error. Works on generated and on dynamic messages.
///
/// Start reading at [io.polygate.wire.protojson.ProtoJson].
@NullMarked
package io.polygate.wire.protojson;

import org.jspecify.annotations.NullMarked;
