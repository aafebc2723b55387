package io.polygate.provider.grpc;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import io.polygate.wire.grpc.ErrorJson;
import io.polygate.wire.protojson.ProtoJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a backend serves: its methods by name and by the paths of their annotations, and the types in their messages.
/// Types that only a google.protobuf.Any brings may be learned later. Used on one thread.
final class MethodCatalog {

    static final ExtensionRegistry EXTENSIONS = ExtensionRegistry.newInstance();
    private static final String BY_NAME = "POST /grpc/";
    private static final int MAX_ASKED = 100;
    private static final Map<String, FileDescriptor> USUAL = new HashMap<>();

    static {
        AnnotationsProto.registerAllExtensions(EXTENSIONS);
        usual(AnnotationsProto.getDescriptor());
        usual(com.google.rpc.ErrorDetailsProto.getDescriptor());
        usual(com.google.rpc.StatusProto.getDescriptor());
        usual(com.google.protobuf.TimestampProto.getDescriptor());
        usual(com.google.protobuf.WrappersProto.getDescriptor());
        usual(com.google.protobuf.StructProto.getDescriptor());
        usual(com.google.protobuf.EmptyProto.getDescriptor());
        usual(com.google.protobuf.FieldMaskProto.getDescriptor());
        usual(com.google.protobuf.DurationProto.getDescriptor());
        usual(com.google.protobuf.AnyProto.getDescriptor());
    }

    private final Map<String, FileDescriptor> files = new HashMap<>();
    private final Map<String, MethodDescriptor> methods = new HashMap<>();
    private final Map<String, Descriptor> types = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    private final ProtoJson json = new ProtoJson(this::type, extensions);
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> asked = new HashSet<>();

    /// One HTTP binding of a method.
    private record Rule(String httpMethod, PathTemplate path, MethodDescriptor method, String body, String response) {}

    /// A method that a request means, and what its path and its annotation say of the message.
    ///
    /// @param body the field that the body is, `*` for the whole message, empty for none
    /// @param response the field that the answer is, empty for the whole message
    record Bound(MethodDescriptor method, Map<String, String> variables, String body, String response) {}

    MethodCatalog(List<FileDescriptorProto> protos) {
        build(protos);
        files.values().forEach(this::index);
        files.values().forEach(this::serve);
        rules.sort(Comparator.comparingInt(rule -> -rule.path.weight()));
    }

    private void build(List<FileDescriptorProto> protos) {
        var byName = new HashMap<String, FileDescriptorProto>();
        protos.forEach(proto -> byName.put(proto.getName(), proto));
        var begun = new HashSet<String>();
        protos.forEach(proto -> build(proto.getName(), byName, begun));
    }

    /// Whether messages hold types that are not here and that the backend did not answer for.
    boolean wantsTypes() {
        return !wanted.isEmpty();
    }

    /// The names of those types.
    List<String> takeWanted() {
        var names = List.copyOf(wanted);
        wanted.clear();
        return names;
    }

    /// Takes in what the backend answered for types that were wanted: the files that it has of them.
    void learn(List<String> names, List<FileDescriptorProto> protos) {
        asked.addAll(names);
        var before = Set.copyOf(files.keySet());
        build(protos);
        files.forEach((name, file) -> {
            if (!before.contains(name)) {
                index(file);
            }
        });
    }

    private static void usual(FileDescriptor file) {
        if (USUAL.putIfAbsent(file.getName(), file) == null) {
            file.getDependencies().forEach(MethodCatalog::usual);
        }
    }

    /// Null for a file that is not there or does not hold together; what others need of it is unknown to them then.
    ///
    /// @param begun the files that are built, are not to be had, or import this one and so are not its to import
    private @Nullable FileDescriptor build(String name, Map<String, FileDescriptorProto> protos, Set<String> begun) {
        var known = USUAL.containsKey(name) ? USUAL.get(name) : files.get(name);
        var proto = protos.get(name);
        if (known != null || proto == null || !begun.add(name)) {
            return known;
        }
        var dependencies = new ArrayList<FileDescriptor>();
        for (var dependency : proto.getDependencyList()) {
            var file = build(dependency, protos, begun);
            if (file != null) {
                dependencies.add(file);
            }
        }
        try {
            var file = FileDescriptor.buildFrom(proto, dependencies.toArray(FileDescriptor[]::new), true);
            files.put(name, file);
            return file;
        } catch (DescriptorValidationException | IllegalArgumentException e) {
            return null;
        }
    }

    private void index(FileDescriptor file) {
        file.getMessageTypes().forEach(this::index);
        file.getExtensions().forEach(this::extend);
    }

    private void serve(FileDescriptor file) {
        for (var service : file.getServices()) {
            for (var method : service.getMethods()) {
                methods.put(service.getFullName() + "/" + method.getName(), method);
                if (method.getOptions().hasExtension(AnnotationsProto.http)) {
                    var rule = method.getOptions().getExtension(AnnotationsProto.http);
                    bind(method, rule);
                    rule.getAdditionalBindingsList().forEach(more -> bind(method, more));
                }
            }
        }
    }

    private void index(Descriptor type) {
        types.put(type.getFullName(), type);
        type.getNestedTypes().forEach(this::index);
        type.getExtensions().forEach(this::extend);
    }

    private void extend(FieldDescriptor field) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            extensions.add(field, DynamicMessage.getDefaultInstance(field.getMessageType()));
        } else {
            extensions.add(field);
        }
    }

    private void bind(MethodDescriptor method, HttpRule rule) {
        var path =
                switch (rule.getPatternCase()) {
                    case GET -> rule.getGet();
                    case PUT -> rule.getPut();
                    case POST -> rule.getPost();
                    case DELETE -> rule.getDelete();
                    case PATCH -> rule.getPatch();
                    case CUSTOM -> rule.getCustom().getPath();
                    case PATTERN_NOT_SET -> "";
                };
        if (path.startsWith("/")) {
            var verb = rule.hasCustom()
                    ? rule.getCustom().getKind()
                    : rule.getPatternCase().name();
            rules.add(new Rule(verb, new PathTemplate(path), method, rule.getBody(), rule.getResponseBody()));
        }
    }

    private @Nullable Descriptor type(String name) {
        var own = types.get(name);
        if (own != null) {
            return own;
        }
        for (var file : USUAL.values()) {
            if (name.startsWith(file.getPackage() + ".")) {
                var found = file.findMessageTypeByName(
                        name.substring(file.getPackage().length() + 1));
                if (found != null) {
                    return found;
                }
            }
        }
        var detail = ErrorJson.detailType(name);
        if (detail == null && asked.size() + wanted.size() < MAX_ASKED && !asked.contains(name)) {
            wanted.add(name);
        }
        return detail;
    }

    ProtoJson json() {
        return json;
    }

    /// What `METHOD /path` means here, or null.
    @Nullable
    Bound find(String request) {
        if (request.startsWith(BY_NAME)) {
            var method = methods.get(request.substring(BY_NAME.length()));
            return method == null ? null : new Bound(method, Map.of(), "*", "");
        }
        int space = request.indexOf(' ');
        var httpMethod = request.substring(0, space);
        var path = request.substring(space + 1);
        for (var rule : rules) {
            if (rule.httpMethod.equals(httpMethod) || rule.httpMethod.equals("*")) {
                var values = rule.path.match(path);
                if (values != null) {
                    return new Bound(rule.method, values, rule.body, rule.response);
                }
            }
        }
        return null;
    }
}
