package io.polygate.config;

import io.polygate.discovery.DiscoverySource.Reach;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.EndpointReader;
import java.util.ArrayList;
import java.util.List;

/// Reads a file of endpoints by the same rules as those of the configuration.
public final class EndpointFile implements EndpointReader {

    private static final String EXPECTED = "a list of endpoints, as [{url: http://10.0.0.1:8000/v1}]";

    @Override
    public Read read(String text, String origin, Reach reach) {
        var problems = new Problems();
        var value = new YamlReader(Interpolation.none(), problems, line -> origin + ":" + line).read(text, "");
        var root = Value.Mapping.empty(origin + ":1");
        switch (value) {
            case Value.Sequence list -> root.put("endpoints", list, list.origin());
            case Value.Mapping mapping -> root = mapping;
            case null -> problems.add(origin, "", "empty", EXPECTED);
            default -> problems.add(value.origin(), "", value.describe(), EXPECTED);
        }
        var endpoints = endpoints(root, problems);
        var told = problems.list().stream().map(Problem::toString).toList();
        return told.isEmpty() ? new Read(endpoints, told) : new Read(List.of(), told);
    }

    private static List<Endpoint> endpoints(Value.Mapping root, Problems problems) {
        var section = Section.root(root, problems);
        var endpoints = new ArrayList<>(section.each("endpoints", "The endpoints.", DiscoverySchema::endpoint));
        section.close();
        return DiscoverySchema.unique(section, endpoints);
    }
}
