/// Amazon Bedrock's Converse and ConverseStream, as a backend's format
/// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). Start reading at
/// [io.polygate.wire.bedrock.BedrockDialect].
@NullMarked
package io.polygate.wire.bedrock;

import org.jspecify.annotations.NullMarked;
