package io.polygate.door.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What clients of `graphql-transport-ws` rely on.
final class GraphQlSocketTest {

    private static final String PROTOCOL = "Sec-WebSocket-Protocol: graphql-transport-ws";
    private static final String INIT =
            "{\"type\":\"connection_init\",\"payload\":{\"authorization\":\"Bearer sk-test\"}}";
    private static final String INPUT = "(input: {model: \"gpt-test\", messages: [{role: USER, content: \"hi\"}]})";
    private static final String STREAM = "subscription { chatStream" + INPUT
            + " { __typename ... on TextDelta { text } ... on Finished { finishReason } } }";

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .server("header-timeout: 500ms")
            .member("guest", "sk-guest")
            .fake(PROVIDER)
            .line("discovery: {enabled: false}")
            .line("graphql: {graphiql: true}"));

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static FrameSocket connect(String... lines) {
        var socket = FrameSocket.ask(GATEWAY.port(), "/graphql", lines);
        assertThat(socket.status()).isEqualTo(101);
        return socket;
    }

    private static FrameSocket open() {
        var socket = connect(PROTOCOL);
        assertThat(socket.head()).contains("Sec-WebSocket-Protocol: graphql-transport-ws");
        assertThat(socket.say(INIT).hear().raw()).isEqualTo("{\"type\":\"connection_ack\"}");
        return socket;
    }

    private static String subscribe(String id, String query) {
        return new JsonWriter()
                .object()
                .field("type", "subscribe")
                .field("id", id)
                .name("payload")
                .object()
                .field("query", query)
                .endObject()
                .endObject()
                .toString();
    }

    private static String code(Json error) {
        return error.items("payload").getFirst().object("extensions").string("code");
    }

    @Test
    void tellsAnAnswerAsItIsWritten() {
        PROVIDER.answers(Script.stream(Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.DONE));
        try (var socket = open()) {
            var heard = socket.say(subscribe("1", STREAM)).hearTo("complete", "error");
            assertThat(heard)
                    .extracting(Json::raw)
                    .containsExactly(
                            "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"chatStream\":"
                                    + "{\"__typename\":\"TextDelta\",\"text\":\"Hello\"}}}}",
                            "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"chatStream\":"
                                    + "{\"__typename\":\"TextDelta\",\"text\":\" 世界\"}}}}",
                            "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"chatStream\":"
                                    + "{\"__typename\":\"Finished\",\"finishReason\":\"STOP\"}}}}",
                            "{\"id\":\"1\",\"type\":\"complete\"}");
        }
    }

    @Test
    void answersQueriesAndMutationsToo() {
        PROVIDER.answers(Script.json(Script.CHAT));
        try (var socket = open()) {
            var heard = socket.say(subscribe("q", "mutation { chat" + INPUT + " { text } }"))
                    .hearTo("complete");
            assertThat(heard.getFirst().raw("payload")).isEqualTo("{\"data\":{\"chat\":{\"text\":\"Hi\"}}}");
            heard = socket.say(subscribe("q", "{ connections { nodes { path principal } } }"))
                    .hearTo("complete");
            assertThat(heard.getFirst().raw("payload")).contains("{\"path\":\"/graphql\",\"principal\":\"test\"}");
            assertThat(socket.say("{\"type\":\"ping\",\"payload\":{\"a\":1}}")
                            .hear()
                            .raw())
                    .isEqualTo("{\"type\":\"pong\",\"payload\":{\"a\":1}}");
        }
    }

    @Test
    void refusesAnUnknownKeyAndWhoComesWithoutOne() {
        for (var init : new String[] {INIT.replace("sk-test", "sk-wrong"), "{\"type\":\"connection_init\"}"}) {
            try (var socket = connect(PROTOCOL)) {
                assertThat(socket.say(init).closed()).isEqualTo(4403);
            }
        }
        try (var socket = connect(PROTOCOL, "Authorization: Bearer sk-test")) {
            assertThat(socket.say("{\"type\":\"connection_init\"}").hear().string("type"))
                    .isEqualTo("connection_ack");
        }
    }

    @Test
    void closesAsTheProtocolSays() {
        try (var socket = connect(PROTOCOL)) {
            assertThat(socket.say(subscribe("1", "{__typename}")).closed()).isEqualTo(4401);
        }
        try (var socket = connect(PROTOCOL)) {
            assertThat(socket.closed()).isEqualTo(4408);
        }
        try (var socket = connect()) {
            assertThat(socket.closed()).isEqualTo(4406);
        }
        for (var message : new String[] {
            "{",
            "{}",
            "{\"type\":\"nothing\"}",
            "{\"type\":\"next\",\"id\":\"1\",\"payload\":{}}",
            "{\"type\":\"ping\",\"payload\":5}",
            "{\"type\":\"complete\"}",
            "{\"type\":\"subscribe\",\"id\":\"1\"}",
            "{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"{__typename}\"}}",
            "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}",
            "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{__typename}\",\"variables\":[]}}"
        }) {
            try (var socket = open()) {
                assertThat(socket.say(message).closed()).isEqualTo(4400);
            }
        }
        try (var socket = open()) {
            assertThat(socket.say(INIT).closed()).isEqualTo(4429);
        }
        PROVIDER.answers(Script.hang());
        try (var socket = open()) {
            assertThat(socket.say(subscribe("1", STREAM))
                            .say(subscribe("1", STREAM))
                            .closed())
                    .isEqualTo(4409);
        }
    }

    @Test
    void aRefusedOperationIsAnErrorAndTheConnectionGoesOn() {
        PROVIDER.answers(Script.json(429, "{\"error\":{\"message\":\"Slow down\"}}", "retry-after", "7"));
        try (var socket = open()) {
            assertThat(code(socket.say(subscribe("1", "{ nonsense }")).hear())).isEqualTo("invalid_request");
            assertThat(code(socket.say(subscribe("1", STREAM.replace("gpt-test", "nobody")))
                            .hear()))
                    .isEqualTo("model_not_found");
            assertThat(code(socket.say(subscribe("1", STREAM)).hear())).isEqualTo("rate_limit_exceeded");
            PROVIDER.answers(Script.cut(Script.ROLE + Script.HELLO));
            var heard = socket.say(subscribe("1", STREAM)).hearTo("error", "complete");
            assertThat(heard).hasSize(2);
            assertThat(code(heard.getLast())).isEqualTo("upstream_error");
            assertThat(socket.say(subscribe("1", "{__typename}")).hear().string("type"))
                    .isEqualTo("next");
        }
    }

    @Test
    void completeAndLeavingEndTheBackendsCallAtOnce() {
        PROVIDER.answers(Script.stall(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            socket.say(subscribe("1", STREAM));
            var asked = PROVIDER.take();
            socket.hear();
            socket.say("{\"type\":\"complete\",\"id\":\"1\"}");
            Wait.on(asked.gone());
            socket.say(subscribe("1", STREAM));
            asked = PROVIDER.take();
            socket.hear();
            socket.reset();
            Wait.on(asked.gone());
        }
    }

    @Test
    void manyOperationsAtOnceAreToldApart() {
        PROVIDER.answers(Script.stream(Script.STREAM));
        try (var socket = open()) {
            for (int i = 0; i < 20; i++) {
                socket.say(subscribe("op" + i, STREAM));
            }
            int complete = 0;
            while (complete < 20) {
                var message = socket.hear();
                assertThat(message.string("type")).isNotEqualTo("error");
                complete += message.string("type").equals("complete") ? 1 : 0;
            }
        }
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var written = new AtomicLong();
        int chunks = 2_000;
        PROVIDER.answers(Script.flood(chunks, 16 * 1024, written));
        try (var socket = FrameSocket.ask(GATEWAY.port(), "/graphql", 64 * 1024, PROTOCOL)) {
            socket.say(INIT).hear();
            socket.say(subscribe("1", STREAM));
            long held = Wait.untilStill(PROVIDER.vertx(), written::get);
            assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
            long characters = 0;
            for (var message : socket.hearTo("complete", "error")) {
                var data = message.string("type").equals("next")
                        ? message.object("payload")
                                .object("data")
                                .object("chatStream")
                                .string("text")
                        : null;
                characters += data == null ? 0 : data.length();
            }
            assertThat(characters).isEqualTo(chunks * 16L * 1024);
        }
    }

    @Test
    void tellsNumbersToAdministrators() {
        try (var socket = open()) {
            var query = "subscription { metrics(seconds: 1) { at calls callsOpen connections } }";
            var numbers = socket.say(subscribe("m", query))
                    .hear()
                    .object("payload")
                    .object("data")
                    .object("metrics");
            assertThat(numbers.number("connections")).isEqualTo(1);
            assertThat(numbers.number("callsOpen")).isNotNull();
            assertThat(numbers.string("at")).matches("[-0-9]{10}T[:0-9]{8}(\\.[0-9]{3})?Z");
        }
        try (var socket = connect(PROTOCOL)) {
            socket.say(INIT.replace("sk-test", "sk-guest")).hear();
            var query = "subscription { metrics { calls } }";
            assertThat(code(socket.say(subscribe("m", query)).hear())).isEqualTo("permission_denied");
        }
    }

    @Test
    void servesGraphiQlWhereItIsWanted() {
        var caller = GATEWAY.caller().withKey("");
        assertThat(caller.get("/graphiql").headers().firstValue("location")).hasValue("/graphiql/");
        var page = caller.get("/graphiql/");
        assertThat(page.body()).contains("\"graphQLUri\":\"/graphql\"");
        var script = page.body().replaceAll("(?s).*src=\"\\./(static/js/[^\"]+)\".*", "$1");
        assertThat(caller.get("/graphiql/" + script).statusCode()).isEqualTo(200);
        assertThat(caller.get("/graphiql/../../../../META-INF/MANIFEST.MF").statusCode())
                .isEqualTo(404);
        try (var plain = TestGateway.start(new GatewayText().mock())) {
            assertThat(plain.caller().get("/graphiql/").statusCode()).isEqualTo(404);
        }
    }
}
