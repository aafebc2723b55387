package io.polygate.wire.protojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.FieldMask;
import com.google.protobuf.FloatValue;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.polygate.model.GatewayException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtoJsonTest {

    /// A message with a required field, which others may extend.
    private static final String FILE = """
            name: "shelf.proto" package: "shelf" syntax: "proto2"
            message_type {
              name: "Shelf"
              field {name: "number" number: 1 label: LABEL_REQUIRED type: TYPE_INT32}
              field {name: "below" number: 2 label: LABEL_REPEATED type: TYPE_MESSAGE type_name: ".shelf.Shelf"}
              extension_range {start: 100 end: 200}
            }
            extension {name: "label" number: 100 label: LABEL_OPTIONAL type: TYPE_STRING extendee: ".shelf.Shelf"}
            extension {
              name: "beside" number: 101 label: LABEL_REPEATED type: TYPE_MESSAGE
              type_name: ".shelf.Shelf" extendee: ".shelf.Shelf"
            }
            """;

    private final Descriptor shelf;
    private final ProtoJson json;

    ProtoJsonTest() throws Exception {
        var proto = FileDescriptorProto.newBuilder();
        TextFormat.merge(FILE, proto);
        var file = FileDescriptor.buildFrom(proto.build(), new FileDescriptor[0]);
        shelf = file.findMessageTypeByName("Shelf");
        var extensions = ExtensionRegistry.newInstance();
        extensions.add(file.findExtensionByName("label"));
        extensions.add(file.findExtensionByName("beside"), DynamicMessage.getDefaultInstance(shelf));
        json = new ProtoJson(name -> name.equals("google.protobuf.Empty") ? Empty.getDescriptor() : null, extensions);
    }

    private Message read(String text) {
        return json.read(Buffer.buffer(text), DynamicMessage.newBuilder(shelf)).buildPartial();
    }

    private static String write(Message message) {
        return ProtoJson.PLAIN.write(message).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | number",
                "{\"number\":1,\"below\":[{\"number\":2},{}]} | below[1].number",
                "{\"number\":1,\"[shelf.beside]\":[{}]} | (shelf.beside)[0].number"
            })
    void aRequiredFieldThatIsMissingIsNamed(String text, String path) {
        var message = json.read(Buffer.buffer(text), DynamicMessage.newBuilder(shelf));
        assertThatThrownBy(() -> ProtoJson.complete(message))
                .isInstanceOf(GatewayException.class)
                .hasMessage(path + ": missing (a required field)");
    }

    @Test
    void extensionsAreFieldsInBrackets() throws Exception {
        var text = "{\"number\":1,\"[shelf.label]\":\"a\",\"[shelf.beside]\":[{\"number\":2}]}";
        var message = read(text);
        assertThat(json.write(message)).hasToString(text);
        assertThat(json.write(json.parse(shelf, ByteString.copyFrom(message.toByteArray()))))
                .hasToString(text);
        assertThatThrownBy(() -> read("{\"[shelf.nothing]\":1}"))
                .hasMessageContaining("[shelf.nothing]: unknown field");
        assertThatThrownBy(() -> read("{\"label\":\"a\"}")).hasMessageContaining("label: unknown field");
    }

    @Test
    void whatJsonCannotSayIsNotSaid() {
        for (var message : new Message[] {
            Timestamp.newBuilder().setSeconds(253_402_300_800L).build(),
            Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(),
            Timestamp.newBuilder().setNanos(-1).build(),
            Timestamp.newBuilder().setNanos(1_000_000_000).build(),
            Duration.newBuilder().setSeconds(Long.MIN_VALUE).build(),
            Duration.newBuilder().setSeconds(315_576_000_001L).build(),
            Duration.newBuilder().setSeconds(1).setNanos(-1).build(),
            FieldMask.newBuilder().addPaths("fooBar").build(),
            FieldMask.newBuilder().addPaths("foo_3_bar").build(),
            Value.newBuilder().setNumberValue(Double.NaN).build(),
            ListValue.newBuilder()
                    .addValues(Value.newBuilder().setNumberValue(Double.POSITIVE_INFINITY))
                    .build(),
        }) {
            assertThatThrownBy(() -> write(message))
                    .as(message.toString())
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining(
                            message.getDescriptorForType().equals(ListValue.getDescriptor())
                                    ? "google.protobuf.Value"
                                    : message.getDescriptorForType().getFullName());
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.0,-0", "1e-500,0", "'\"-0.0\"',-0", "4.9e-324,4.9E-324"})
    void smallNumbersAreTakenAsTheyAre(String sent, String told) {
        assertThat(write(ProtoJson.PLAIN
                        .read(Buffer.buffer(sent), DoubleValue.newBuilder())
                        .build()))
                .isEqualTo(told);
        assertThatThrownBy(() -> ProtoJson.PLAIN.read(Buffer.buffer("1e39"), FloatValue.newBuilder()))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void anAnyOfNothingMaySayItsValue() {
        var type = "\"@type\":\"type.googleapis.com/google.protobuf.Empty\"";
        for (var text : new String[] {"{" + type + "}", "{" + type + ",\"value\":{}}"}) {
            assertThat(json.write(
                            json.read(Buffer.buffer(text), Any.newBuilder()).build()))
                    .hasToString("{" + type + "}");
        }
        assertThatThrownBy(() -> json.read(Buffer.buffer("{" + type + "," + type + "}"), Any.newBuilder()))
                .hasMessageContaining("@type: said twice");
    }
}
