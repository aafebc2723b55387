// Calls a method of any gRPC backend that takes and gives streams, over HTTP: each line of standard input is a message,
// each answer is a line of standard output as soon as it is there.
//   POLYGATE_KEY=… npx tsx examples/transcoding/converse.ts library.v1.Library/Chat [http://127.0.0.1:8080]
import { request } from "node:http";
import { createInterface } from "node:readline";

const [method, origin = "http://127.0.0.1:8080"] = process.argv.slice(2);

const call = request(`${origin}/grpc/${method}`, {
  method: "POST",
  headers: { authorization: `Bearer ${process.env.POLYGATE_KEY}`, "content-type": "application/x-ndjson" },
});
call.on("response", async (answer) => {
  for await (const line of createInterface({ input: answer })) {
    const { error } = JSON.parse(line);
    if (error) process.exitCode = 1;
    console.log(error ? `${error.status}: ${error.message}` : line);
  }
});
process.stdin.pipe(call);
