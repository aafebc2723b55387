// Calls a gateway as the official client does and prints one JSON line for each case: what the program saw.
import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0, timeout: 20_000 });
const messages = [{ role: "user", content: "hello there" }];
const tools = [
  {
    type: "function",
    function: {
      name: "weather",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];

async function collect(stream) {
  const seen = { text: "", finish: null, usage: null, chunks: 0 };
  for await (const chunk of stream) {
    seen.chunks++;
    seen.text += chunk.choices[0]?.delta?.content ?? "";
    seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish;
    seen.usage = chunk.usage?.total_tokens ?? seen.usage;
  }
  return seen;
}

async function failure(call) {
  try {
    await call();
    return { name: "none" };
  } catch (e) {
    return { name: e.constructor.name, status: e.status ?? null, code: e.code ?? null, param: e.param ?? null,
      type: e.type ?? null, message: e.message, id: e.requestID ?? null };
  }
}

const chat = (more) => client.chat.completions.create({ model: "mock-model", messages, ...more });
const faulty = (fault, more) => failure(() => chat({ metadata: { mock_fault: fault }, ...more }));

const cases = {
  async chat() {
    const { data, response } = await chat({}).withResponse();
    return { text: data.choices[0].message.content, finish: data.choices[0].finish_reason,
      usage: data.usage.total_tokens, id: data._request_id, provider: response.headers.get("x-polygate-provider") };
  },
  stream: async () => collect(await chat({ stream: true })),
  stream_usage: async () => collect(await chat({ stream: true, stream_options: { include_usage: true } })),
  async tools() {
    const first = await chat({ tools });
    const call = first.choices[0].message.tool_calls[0];
    const second = await chat({
      tools,
      messages: [...messages, first.choices[0].message, { role: "tool", tool_call_id: call.id, content: "12 degrees" }],
    });
    return { name: call.function.name, arguments: JSON.parse(call.function.arguments),
      finish: first.choices[0].finish_reason, answer: second.choices[0].message.content };
  },
  async tools_stream() {
    const runner = client.chat.completions.stream({ model: "mock-model", messages, tools });
    const final = await runner.finalChatCompletion();
    return { arguments: JSON.parse(final.choices[0].message.tool_calls[0].function.arguments) };
  },
  async structured() {
    const answer = await chat({ response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema: {
      type: "object", properties: { color: { type: "string", enum: ["red", "blue"] }, count: { type: "integer" } },
      required: ["color", "count"], additionalProperties: false } } } });
    return JSON.parse(answer.choices[0].message.content);
  },
  async embeddings() {
    const packed = await client.embeddings.create({ model: "mock-model", input: ["a", "b"] });
    const plain = await client.embeddings.create({ model: "mock-model", input: ["a"], encoding_format: "float",
      dimensions: 256 });
    const first = packed.data[0].embedding;
    return { count: packed.data.length, size: first.length, length: first.reduce((s, x) => s + x * x, 0),
      same: first.every((x, i) => Math.abs(x - plain.data[0].embedding[i]) < 1e-6) };
  },
  async completions() {
    const answer = await client.completions.create({ model: "mock-model", prompt: "once upon", max_tokens: 3 });
    return { text: answer.choices[0].text, finish: answer.choices[0].finish_reason };
  },
  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    return { ids, one: (await client.models.retrieve("mock-model")).owned_by };
  },
  bad_request: () => failure(() => chat({ max_tokens: -1 })),
  bad_key: () => failure(() => client.withOptions({ apiKey: "sk-wrong" }).models.list()),
  no_model: () => failure(() => client.chat.completions.create({ model: "mock-modle", messages })),
  rate_limit: () => faulty("429"),
  conflict: () => faulty("409"),
  unprocessable: () => faulty("422"),
  forbidden: () => faulty("403"),
  server_error: () => faulty("500"),
  upstream_auth: () => faulty("401"),
  unreachable: () => faulty("reset"),
  overloaded: () => faulty("503", { stream: true }),
  async broken_stream() {
    const seen = { text: "" };
    const error = await failure(async () => {
      const stream = await chat({ stream: true, metadata: { mock_fault: "cut", mock_after: "2" } });
      for await (const chunk of stream) seen.text += chunk.choices[0]?.delta?.content ?? "";
    });
    return { ...seen, ...error };
  },
  async retry() {
    const answer = await client.withOptions({ maxRetries: 2 }).chat.completions.create({ model: "retry", messages });
    return { text: answer.choices[0].message.content };
  },
  async abort_stream() {
    const controller = new AbortController();
    const stream = await client.chat.completions.create({ model: "stall", messages, stream: true },
      { signal: controller.signal });
    for await (const chunk of stream) {
      if (chunk.choices[0].delta.role) break;
    }
    return { left: true };
  },
  abort_wait: () => failure(async () => {
    const controller = new AbortController();
    const answer = client.chat.completions.create({ model: "hang", messages }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    await answer;
  }),
  timeout: () => failure(() => client.chat.completions.create({ model: "hang", messages }, { timeout: 300 })),
};

for (const [name, run] of Object.entries(cases)) {
  let result;
  try {
    result = await run();
  } catch (e) {
    result = { failed: `${e.constructor.name}: ${e.message}` };
  }
  console.log(JSON.stringify({ case: name, result }));
}
process.exit(0);
