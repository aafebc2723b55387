import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.ChatServiceGrpc;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.Message;
import io.polygate.proto.v1.Role;
import java.util.concurrent.TimeUnit;

/// Streams an answer over gRPC:
/// `POLYGATE_KEY=… mvn -q -f examples/grpc/java compile exec:java -Dexec.args="MODEL Hello 127.0.0.1:9000"`
public final class Chat {

    public static void main(String[] arguments) {
        var key = new Metadata();
        key.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + System.getenv("POLYGATE_KEY"));
        var request = ChatRequest.newBuilder()
                .setModel(arguments[0])
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addContent(Content.newBuilder().setText(arguments[1])))
                .build();
        var channel = ManagedChannelBuilder.forTarget(arguments.length > 2 ? arguments[2] : "127.0.0.1:9000")
                .usePlaintext()
                .build();
        try {
            var events = ChatServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key))
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .stream(request);
            while (events.hasNext()) {
                var event = events.next();
                System.out.print(event.getTextDelta());
                if (event.hasFinished()) {
                    var finished = event.getFinished();
                    System.out.printf(
                            "%n(%s, %d tokens)%n",
                            finished.getFinishReason(), finished.getUsage().getOutputTokens());
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }
}
