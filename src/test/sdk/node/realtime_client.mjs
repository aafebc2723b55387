// Holds a Realtime conversation as the official client does and prints one JSON line for each case.
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";

const print = (name, result) => console.log(JSON.stringify({ case: name, result }));

// The client always speaks TLS; the gateway's certificate is the test's own.
const options = { rejectUnauthorized: false };
const talk = new OpenAIRealtimeWS({ model: "voice", options }, new OpenAI());
let text = "";
const closed = new Promise((resolve) => talk.socket.on("close", resolve));
talk.on("response.output_text.delta", (event) => (text += event.delta));
talk.on("response.done", (event) => {
  print("turn", { text, tokens: event.response.usage.total_tokens });
  talk.close();
});
talk.socket.on("open", () => talk.send({ type: "response.create" }));
print("closed", { code: await closed });

const stranger = new OpenAIRealtimeWS({ model: "voice", options }, new OpenAI({ apiKey: "sk-wrong" }));
const refused = new Promise((resolve) => stranger.on("error", (error) => resolve(error.message)));
print("refused", { message: await refused });
