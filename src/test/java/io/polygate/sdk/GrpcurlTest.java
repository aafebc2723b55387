package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// grpcurl, which asks reflection for everything that it calls.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class GrpcurlTest {

    private static final String MODULE = "github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3";
    private static final Path HOME = Path.of(".cache/sdk/go").toAbsolutePath();
    private static final String QUESTION =
            "{\"model\": \"mock-model\", \"messages\": [{\"role\": \"ROLE_USER\", \"content\": [{\"text\": \"Hi\"}]}]}";

    private static TestGateway gateway;

    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void start() throws IOException {
        var path = System.getenv().getOrDefault("PATH", "").split(":");
        Assumptions.assumeTrue(
                List.of(path).stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "go"))), "needs Go");
        Files.createDirectories(HOME);
        if (!Files.isExecutable(HOME.resolve("grpcurl"))) {
            Sdk.execute(HOME, Map.of("GOBIN", HOME.toString()), "go", "install", MODULE);
        }
        gateway = TestGateway.start(new GatewayText().mock());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static String grpcurl(String key, String... arguments) {
        var command = new ArrayList<>(List.of(
                HOME.resolve("grpcurl").toString(), "-plaintext", "-max-time", "30", "-H", "authorization: " + key));
        command.addAll(List.of(arguments));
        return Sdk.execute(HOME, Map.of(), command.toArray(String[]::new));
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
                .contains("\"textDelta\"", "\"finished\"");
        var conversation = grpcurl("Bearer sk-test", "-d", QUESTION + QUESTION, target(), service + "Converse");
        assertThat(conversation.split("\"finished\"", -1)).hasSize(3);
    }

    @Test
    void refusesWhoHasNoKeyAndShowsRichErrors() {
        assertThatThrownBy(() -> grpcurl("Bearer sk-wrong", target(), "list")).hasMessageContaining("API key");
        var unknown = QUESTION.replace("mock-model", "nobody");
        assertThatThrownBy(() -> grpcurl("Bearer sk-test", "-d", unknown, target(), "polygate.v1.ChatService/Complete"))
                .hasMessageContaining("Code: NotFound")
                .hasMessageContaining("MODEL_NOT_FOUND");
    }
}
