// Streams an answer with the `openai` package: any model, whoever serves it.
//   POLYGATE_KEY=… npx tsx examples/rest/chat.ts MODEL "Hello" [http://127.0.0.1:8080]
import OpenAI from "openai";

const [model, question, origin = "http://127.0.0.1:8080"] = process.argv.slice(2);

const client = new OpenAI({ apiKey: process.env.POLYGATE_KEY, baseURL: `${origin}/v1` });
const stream = await client.chat.completions.create({
  model,
  messages: [{ role: "user", content: question }],
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  if (chunk.usage) console.log(`\n(${chunk.usage.completion_tokens} tokens)`);
}
