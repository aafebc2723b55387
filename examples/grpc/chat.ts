// Streams an answer over gRPC; needs `@grpc/grpc-js` and `@grpc/proto-loader`.
//   POLYGATE_KEY=… npx tsx examples/grpc/chat.ts MODEL "Hello" [127.0.0.1:9000]
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { credentials, loadPackageDefinition, Metadata } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const [model, question, target = "127.0.0.1:9000"] = process.argv.slice(2);

// google/api/annotations.proto, which ours imports, comes with protobufjs.
const google = dirname(fileURLToPath(import.meta.resolve("protobufjs/package.json")));
const definition = loadSync("polygate/v1/chat.proto", {
  includeDirs: [process.env.POLYGATE_PROTO ?? "proto", google],
  enums: String,
  longs: Number,
  oneofs: true,
});
const { polygate } = loadPackageDefinition(definition) as any;

const client = new polygate.v1.ChatService(target, credentials.createInsecure());
const metadata = new Metadata();
metadata.set("authorization", `Bearer ${process.env.POLYGATE_KEY}`);

const request = { model, messages: [{ role: "ROLE_USER", content: [{ text: question }] }] };
for await (const event of client.Stream(request, metadata, { deadline: Date.now() + 60_000 })) {
  if (event.event === "textDelta") process.stdout.write(event.textDelta);
  if (event.event === "finished") {
    console.log(`\n(${event.finished.finishReason}, ${event.finished.usage.outputTokens} tokens)`);
  }
}
client.close();
