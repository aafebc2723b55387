package io.polygate.config;

import java.util.List;

/// What loading came to.
public sealed interface ConfigResult {

    /// A configuration that holds; `notes` are things that an operator may want to know, none of them an error.
    record Accepted(GatewayConfig config, List<String> notes) implements ConfigResult {

        public Accepted {
            notes = List.copyOf(notes);
        }
    }

    /// Everything that is wrong; nothing was taken over.
    record Refused(List<Problem> problems) implements ConfigResult {

        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
