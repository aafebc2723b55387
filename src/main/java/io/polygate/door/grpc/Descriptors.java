package io.polygate.door.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.polygate.proto.health.v1.HealthCheckRequest;
import io.polygate.proto.reflection.v1.ServerReflectionRequest;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.EmbedRequest;
import io.polygate.proto.v1.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The descriptors of everything that this door serves, by file and by symbol. Made at the first question.
final class Descriptors {

    private static final String ALPHA_FILE = "grpc/reflection/v1alpha/reflection.proto";

    private final Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    private final Map<String, String> fileOfSymbol = new TreeMap<>();
    private final Map<String, SortedMap<Integer, String>> extensions = new TreeMap<>();
    private final List<String> services = new ArrayList<>();

    Descriptors() {
        add(ChatRequest.getDescriptor().getFile());
        add(EmbedRequest.getDescriptor().getFile());
        add(Model.getDescriptor().getFile());
        add(ErrorDetailsProto.getDescriptor());
        add(HealthCheckRequest.getDescriptor().getFile());
        add(ServerReflectionRequest.getDescriptor().getFile());
        add(alpha(ServerReflectionRequest.getDescriptor().getFile()));
    }

    List<String> services() {
        return services;
    }

    /// The file and all that it imports; empty for one that is not there.
    List<FileDescriptorProto> file(String name) {
        var found = new LinkedHashMap<String, FileDescriptorProto>();
        collect(name, found);
        return List.copyOf(found.values());
    }

    @Nullable
    String fileOf(String symbol) {
        return fileOfSymbol.get(symbol);
    }

    /// The numbers of a message type's extensions with the file of each; empty where it has none here.
    SortedMap<Integer, String> extensionsOf(String type) {
        return extensions.getOrDefault(type, new TreeMap<>());
    }

    private void collect(String name, Map<String, FileDescriptorProto> found) {
        var file = files.get(name);
        if (file != null && found.putIfAbsent(name, file) == null) {
            file.getDependencyList().forEach(dependency -> collect(dependency, found));
        }
    }

    private void add(FileDescriptor file) {
        if (files.putIfAbsent(file.getName(), file.toProto()) != null) {
            return;
        }
        file.getServices().forEach(service -> {
            services.add(service.getFullName());
            fileOfSymbol.put(service.getFullName(), file.getName());
            service.getMethods().forEach(method -> fileOfSymbol.put(method.getFullName(), file.getName()));
        });
        file.getMessageTypes().forEach(this::add);
        file.getEnumTypes().forEach(this::add);
        file.getExtensions().forEach(this::add);
        file.getDependencies().forEach(this::add);
    }

    private void add(Descriptor message) {
        var file = message.getFile().getName();
        fileOfSymbol.put(message.getFullName(), file);
        message.getFields().forEach(field -> fileOfSymbol.put(field.getFullName(), file));
        message.getNestedTypes().forEach(this::add);
        message.getOneofs().forEach(choice -> fileOfSymbol.put(choice.getFullName(), file));
        message.getEnumTypes().forEach(this::add);
        message.getExtensions().forEach(this::add);
    }

    private void add(FieldDescriptor extension) {
        var file = extension.getFile().getName();
        fileOfSymbol.put(extension.getFullName(), file);
        extensions
                .computeIfAbsent(extension.getContainingType().getFullName(), type -> new TreeMap<>())
                .put(extension.getNumber(), file);
    }

    private void add(EnumDescriptor type) {
        var file = type.getFile().getName();
        fileOfSymbol.put(type.getFullName(), file);
        // A value's name stands beside its type's, not below it.
        var scope = type.getFullName()
                .substring(0, type.getFullName().length() - type.getName().length());
        type.getValues().forEach(value -> fileOfSymbol.put(scope + value.getName(), file));
    }

    /// The same reflection under its older name.
    private static FileDescriptor alpha(FileDescriptor file) {
        var v1 = file.toProto();
        var older = v1.getPackage() + "alpha";
        var alpha = v1.toBuilder().setName(ALPHA_FILE).setPackage(older);
        alpha.getMessageTypeBuilderList().forEach(message -> renamed(message, v1.getPackage(), older));
        for (var service : alpha.getServiceBuilderList()) {
            for (var method : service.getMethodBuilderList()) {
                method.setInputType(renamed(method.getInputType(), v1.getPackage(), older));
                method.setOutputType(renamed(method.getOutputType(), v1.getPackage(), older));
            }
        }
        try {
            return FileDescriptor.buildFrom(alpha.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the reflection's own descriptor does not hold together", e);
        }
    }

    private static void renamed(DescriptorProto.Builder message, String from, String to) {
        for (var field : message.getFieldBuilderList()) {
            if (!field.getTypeName().isEmpty()) {
                field.setTypeName(renamed(field.getTypeName(), from, to));
            }
        }
    }

    private static String renamed(String type, String from, String to) {
        return type.replace("." + from + ".", "." + to + ".");
    }
}
