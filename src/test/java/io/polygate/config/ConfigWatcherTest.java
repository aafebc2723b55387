package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigWatcherTest {

    private static final long LONGEST_WAIT_SECONDS = 30;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<GatewayConfig> changes = new LinkedBlockingQueue<>();
    private @Nullable ConfigWatcher watcher;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void handsOnAChangeThatIsWrittenInPlace() throws Exception {
        var file = watch("server: {max-depth: 10}");
        Files.writeString(file, "server: {max-depth: 11}");
        var changed = next();
        assertThat(changed.server().maxDepth()).isEqualTo(11);
        assertThat(changed.version()).isEqualTo(2);
    }

    @Test
    void handsOnAChangeThatIsRenamedOver() throws Exception {
        var file = watch("server: {max-depth: 10}");
        var other = Files.writeString(folder.resolve("other"), "server: {max-depth: 12}");
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThat(next().server().maxDepth()).isEqualTo(12);
    }

    @Test
    void handsOnAChangeBehindALinkAsKubernetesTurnsIt() throws Exception {
        var one = Files.createDirectory(folder.resolve("..one"));
        var two = Files.createDirectory(folder.resolve("..two"));
        Files.writeString(one.resolve("gateway.yaml"), "server: {max-depth: 10}");
        Files.writeString(two.resolve("gateway.yaml"), "server: {max-depth: 13}");
        var data = Files.createSymbolicLink(folder.resolve("..data"), one);
        var file = Files.createSymbolicLink(folder.resolve("gateway.yaml"), Path.of("..data", "gateway.yaml"));
        start(file);
        var turned = Files.createSymbolicLink(folder.resolve("..data_tmp"), two);
        Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThat(next().server().maxDepth()).isEqualTo(13);
    }

    @Test
    void keepsTheOldOneWhereTheNewOneDoesNotHold() throws Exception {
        var file = watch("server: {max-depth: 10}");
        Files.writeString(file, "server: {max-depth: none}");
        var watching = this.watcher;
        assertThat(watching).isNotNull();
        assertThat(watching.reload().await()).isInstanceOf(ConfigResult.Refused.class);
        Files.writeString(file, "");
        assertThat(watching.reload().await()).isInstanceOf(ConfigResult.Refused.class);
        Files.writeString(file, "server: {max-depth: 14}");
        var changed = next();
        assertThat(changed.server().maxDepth()).isEqualTo(14);
        assertThat(changed.version()).isEqualTo(2);
    }

    @Test
    void handsOnAChangeOfAFileThatAValueComesFrom() throws Exception {
        var secret = Files.writeString(folder.resolve("key"), "sk-one\n");
        watch("keys: [{name: a, key: \"${file:" + secret + "}\"}]");
        Files.writeString(secret, "sk-two\n");
        assertThat(next().keys().getFirst().key().value()).isEqualTo("sk-two");
    }

    @Test
    void saysNothingWhereTheValuesStayTheSame() throws Exception {
        var file = watch("server: {max-depth: 10}");
        Files.writeString(file, "# the same\nserver: {max-depth: 10}");
        var watching = this.watcher;
        assertThat(watching).isNotNull();
        assertThat(watching.reload().await()).isInstanceOf(ConfigResult.Accepted.class);
        assertThat(changes).isEmpty();
    }

    @Test
    void namesTheKeysThatWaitForARestart() {
        var before = Loading.accepted(Loading.sources(Loading.file(folder, "server: {port: 1, max-depth: 10}")));
        var after = Loading.accepted(Loading.sources(Loading.file(folder, "server: {port: 2, max-depth: 11}")));
        assertThat(after.effective().changedSince(before.effective()))
                .containsExactly("server.max-depth", "server.port");
        assertThat(after.effective().waitingForRestart(before.effective())).containsExactly("server.port");
    }

    @Test
    void namesWhatChangedAndNothingElse() {
        var common = "models: [{name: a, targets: [{provider: mock, model: x}]}, {name: b, targets: [{provider: mock, ";
        var before = Loading.accepted(Loading.sources(Loading.file(folder, common + "model: y, weight: 1}]}]")));
        var after = Loading.accepted(Loading.sources(Loading.file(
                folder,
                common + "model: y, weight: 2, share: 5%}]}, {name: c, targets: [{provider: mock, model: z}]}]")));
        var changed = after.effective().changedSince(before.effective());
        assertThat(changed)
                .contains("models[1].targets[0].weight", "models[1].targets[0].share", "models[2].name")
                .noneMatch(path -> path.startsWith("models[0]") || path.endsWith("[1].name"));
        assertThat(before.effective().changedSince(after.effective())).isEqualTo(changed);
    }

    private Path watch(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        start(file);
        return file;
    }

    private void start(Path file) {
        var sources = Loading.sources(file, Map.of());
        watcher = ConfigWatcher.start(vertx, sources, Loading.accepted(sources), config -> {
            changes.add(config);
            return Future.succeededFuture();
        });
    }

    private GatewayConfig next() throws InterruptedException {
        var changed = changes.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(changed).as("a new snapshot").isNotNull();
        return changed;
    }
}
