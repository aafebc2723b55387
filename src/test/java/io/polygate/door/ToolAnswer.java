package io.polygate.door;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;

/// A thought, a text and two tool calls, as Anthropic's API answers with them.
final class ToolAnswer {

    static final String ARGUMENTS = "{\"city\":\"北京\",\"n\":12345678901234567890}";

    static final String WHOLE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"upstream-model","content":[
            {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Let me see"},
            {"type":"tool_use","id":"toolu_1","name":"look","input":%s},
            {"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
            "stop_reason":"tool_use","usage":{"input_tokens":9,"output_tokens":7}}
            """.formatted(ARGUMENTS);

    private ToolAnswer() {}

    private static String event(String json) {
        return "event: " + Json.parse(json).string("type") + "\ndata: " + json + "\n\n";
    }

    private static String block(int index, String start, String... deltas) {
        var events = new StringBuilder(
                event("{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + start + "}"));
        for (var delta : deltas) {
            events.append(event("{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}"));
        }
        return events.append(event("{\"type\":\"content_block_stop\",\"index\":" + index + "}"))
                .toString();
    }

    static String stream() {
        int middle = 9;
        return event("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":"
                        + "\"assistant\",\"model\":\"upstream-model\",\"content\":[],\"stop_reason\":null,"
                        + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}")
                + block(
                        0,
                        "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
                        "{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}",
                        "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}")
                + block(
                        1,
                        "{\"type\":\"text\",\"text\":\"\"}",
                        "{\"type\":\"text_delta\",\"text\":\"Let me\"}",
                        "{\"type\":\"text_delta\",\"text\":\" see\"}")
                + block(
                        2,
                        "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}",
                        piece(ARGUMENTS.substring(0, middle)),
                        piece(ARGUMENTS.substring(middle)))
                + block(3, "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"now\",\"input\":{}}", piece("{}"))
                + event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},"
                        + "\"usage\":{\"output_tokens\":7}}")
                + event("{\"type\":\"message_stop\"}");
    }

    private static String piece(String json) {
        return "{\"type\":\"input_json_delta\",\"partial_json\":" + JsonWriter.quote(json) + "}";
    }
}
