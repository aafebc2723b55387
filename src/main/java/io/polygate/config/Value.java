package io.polygate.config;

import java.util.HashMap;
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

    /// `elsewhere` tells where those keys stand that stand on another line than their value.
    record Mapping(Map<String, Value> values, Map<String, String> elsewhere, String origin) implements Value {

        static Mapping empty(String origin) {
            return new Mapping(LinkedHashMap.newLinkedHashMap(4), new HashMap<>(), origin);
        }

        void put(String key, Value value, String keyOrigin) {
            values.put(key, value);
            if (keyOrigin.equals(value.origin())) {
                elsewhere.remove(key);
            } else {
                elsewhere.put(key, keyOrigin);
            }
        }

        void remove(String key) {
            values.remove(key);
            elsewhere.remove(key);
        }

        /// Where the key stands; where the mapping does, if there is no such key.
        String keyOrigin(String key) {
            var value = values.get(key);
            return value == null ? origin : elsewhere.getOrDefault(key, value.origin());
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }
}
