package io.polygate.discovery;

import java.util.List;

/// Reads a file of endpoints: a list of them, or a mapping with the list as `endpoints`, in YAML or JSON.
public interface EndpointReader {

    /// What a text says.
    ///
    /// @param origin names the text in problems
    Read read(String text, String origin, DiscoverySource.Reach reach);

    /// The endpoints, or, where `problems` are told of, nothing that may be used.
    record Read(List<Endpoint> endpoints, List<String> problems) {

        public Read {
            endpoints = List.copyOf(endpoints);
            problems = List.copyOf(problems);
        }
    }
}
