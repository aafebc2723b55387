package io.polygate.provider.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is made of descriptors that do not hold together.
final class MethodCatalogTest {

    private static FileDescriptorProto file(String name, String... more) throws Exception {
        var proto = FileDescriptorProto.newBuilder();
        TextFormat.merge(
                "name: \"" + name + ".proto\" package: \"" + name + "\" syntax: \"proto3\" message_type {name: \"M\"}"
                        + "service {name: \"S\" method {name: \"Do\" input_type: \"." + name + ".M\" output_type: \"."
                        + name + ".M\"}}" + String.join(" ", more),
                proto);
        return proto.build();
    }

    @Test
    void filesThatImportEachOtherAreServed() throws Exception {
        var catalog = new MethodCatalog(List.of(
                file("a", "dependency: \"b.proto\""),
                file("b", "dependency: \"c.proto\" dependency: \"none.proto\""),
                file("c", "dependency: \"a.proto\" dependency: \"c.proto\"")));
        for (var name : List.of("a", "b", "c")) {
            assertThat(catalog.find("POST /grpc/" + name + ".S/Do")).as(name).isNotNull();
        }
    }

    @Test
    void aFileThatIsWrongTakesNoOtherWithIt() throws Exception {
        var catalog = new MethodCatalog(List.of(
                file("a", "message_type {name: \"M\"}"),
                file("b", "dependency: \"a.proto\""),
                file("c", "edition: EDITION_99999_TEST_ONLY").toBuilder()
                        .setSyntax("editions")
                        .build()));
        assertThat(catalog.find("POST /grpc/a.S/Do")).isNull();
        assertThat(catalog.find("POST /grpc/b.S/Do")).isNotNull();
        assertThat(catalog.find("POST /grpc/c.S/Do")).isNull();
    }

    /// Each file that is wrong is looked at once, however many ways lead to it.
    @Test
    void manyWaysToAWrongFileTakeNoTime() throws Exception {
        var files = new ArrayList<FileDescriptorProto>();
        files.add(file("f0", "message_type {name: \"M\"}"));
        for (int i = 1; i < 60; i++) {
            var twice = "message_type {name: \"M\"} dependency: \"f" + (i - 1) + ".proto\" dependency: \"g" + (i - 1)
                    + ".proto\"";
            files.add(file("f" + i, twice));
            files.add(file("g" + i, twice));
        }
        files.add(file("top", "dependency: \"f59.proto\" dependency: \"g59.proto\""));
        assertThat(new MethodCatalog(files.reversed()).find("POST /grpc/top.S/Do"))
                .isNotNull();
    }
}
