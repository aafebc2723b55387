package io.polygate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a source said, before anybody asked what it means: a tree of texts that know where they stand.
sealed interface Value {

    String origin();

    /// What this is, in the words of an error.
    String describe();

    /// `text` has its `${…}` replaced; `raw` is as written and may be shown where `text` may not.
    record Scalar(String text, String raw, String origin) implements Value {

        @Override
        public String describe() {
            return Problems.quote(raw);
        }
    }

    /// Nothing after the colon, `null` or `~`: as if the key were not there.
    record Nothing(String origin) implements Value {

        @Override
        public String describe() {
            return "nothing";
        }
    }

    /// What could not be made sense of and is among the problems already.
    record Broken(String origin) implements Value {

        @Override
        public String describe() {
            return "a faulty value";
        }
    }

    record Sequence(List<Value> items, String origin) implements Value {

        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /// `keyOrigins` tells where each key stands.
    record Mapping(Map<String, Value> values, Map<String, String> keyOrigins, String origin) implements Value {

        static Mapping empty(String origin) {
            return new Mapping(new LinkedHashMap<>(), new LinkedHashMap<>(), origin);
        }

        void put(String key, Value value, String keyOrigin) {
            values.put(key, value);
            keyOrigins.put(key, keyOrigin);
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }
}
