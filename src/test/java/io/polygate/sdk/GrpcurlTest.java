package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// grpcurl, which asks reflection for everything that it calls; where it is on the PATH.
final class GrpcurlTest {

    private static final Path HERE = Path.of(".").toAbsolutePath();
    private static final String QUESTION =
            "{\"model\": \"mock-model\", \"messages\": [{\"role\": \"ROLE_USER\", \"content\": [{\"text\": \"Hi\"}]}]}";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        var path = System.getenv().getOrDefault("PATH", "").split(":");
        Assumptions.assumeTrue(
                List.of(path).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "grpcurl"))),
                "needs grpcurl");
        gateway = TestGateway.start(new GatewayText().mock());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static String grpcurl(String key, String... arguments) {
        var command =
                new ArrayList<>(List.of("grpcurl", "-plaintext", "-max-time", "30", "-H", "authorization: " + key));
        command.addAll(List.of(arguments));
        return Sdk.execute(HERE, Map.of(), command.toArray(String[]::new));
    }

    private static String target() {
        return "127.0.0.1:" + gateway.port();
    }

    @Test
    void listsAndDescribesWhatIsServed() {
        assertThat(grpcurl("Bearer sk-test", target(), "list"))
                .contains("polygate.v1.ChatService", "polygate.v1.EmbeddingService", "grpc.health.v1.Health");
        assertThat(grpcurl("Bearer sk-test", target(), "describe", "polygate.v1.ChatService.Stream"))
                .contains("rpc Stream ( .polygate.v1.ChatRequest ) returns ( stream .polygate.v1.ChatEvent )");
    }

    @Test
    void chatsInEachWay() {
        var service = "polygate.v1.ChatService/";
        assertThat(grpcurl("Bearer sk-test", "-d", QUESTION, target(), service + "Complete"))
                .contains("You said: Hi", "FINISH_REASON_STOP");
        assertThat(grpcurl("Bearer sk-test", "-d", QUESTION, target(), service + "Stream"))
                .contains("\"text_delta\"", "\"finished\"");
        var conversation = grpcurl("Bearer sk-test", "-d", QUESTION + QUESTION, target(), service + "Converse");
        assertThat(conversation.split("\"finished\"", -1)).hasSize(3);
    }

    @Test
    void refusesWhoHasNoKeyAndShowsRichErrors() {
        assertThatThrownBy(() -> grpcurl("Bearer sk-wrong", target(), "list")).hasMessageContaining("API key");
        var unknown = QUESTION.replace("mock-model", "nobody");
        assertThatThrownBy(() -> grpcurl("Bearer sk-test", "-d", unknown, target(), "polygate.v1.ChatService/Complete"))
                .hasMessageContaining("Code: NotFound")
                .hasMessageContaining("google.rpc.ErrorInfo");
    }
}
