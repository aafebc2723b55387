// Asks a gateway for what isn't chat as the official client does, and prints what the program saw.
import OpenAI, { toFile } from "openai";

const client = new OpenAI({ maxRetries: 0, timeout: 20_000 });
const sound = (name = "talk.wav") => toFile(Buffer.alloc(307_200, 7), name);
const told = (name, result) => console.log(JSON.stringify({ case: name, result }));
const decoded = (text) => Buffer.from(text, "base64").toString();

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

async function embeddings() {
  const answer = await client.embeddings.create({ model: "embedder", input: ["a", "b"] });
  told("embeddings", { vectors: answer.data.map((e) => e.embedding), tokens: answer.usage.prompt_tokens });
}

async function images() {
  const made = await client.images.generate({ model: "painter", prompt: "a cat", n: 1, size: "1024x1024" });
  told("image", { bytes: decoded(made.data[0].b64_json), tokens: made.usage.total_tokens });
  const edited = await client.images.edit({ model: "painter", image: await sound("a.png"), prompt: "a hat" });
  told("image edit", { bytes: decoded(edited.data[0].b64_json) });
  const events = await all(
    await client.images.generate({ model: "painter", prompt: "a cat", stream: true, partial_images: 1 }));
  told("image stream", { types: events.map((e) => e.type) });
}

async function audio() {
  const speech = await client.audio.speech.create({ model: "speaker", voice: "alloy", input: "Hi" });
  told("speech", { bytes: (await speech.arrayBuffer()).byteLength, type: speech.headers.get("content-type") });
  const heard = await client.audio.transcriptions.create({ model: "hearer", file: await sound(), language: "en" });
  told("transcription", { text: heard.text, tokens: heard.usage.total_tokens });
  const text = await client.audio.transcriptions.create(
    { model: "hearer", file: await sound(), response_format: "text" });
  told("transcription text", { text });
  const events = await all(
    await client.audio.transcriptions.create({ model: "hearer", file: await sound(), stream: true }));
  told("transcription stream", {
    text: events.filter((e) => e.type === "transcript.text.delta").map((e) => e.delta).join(""),
    last: events.at(-1).type,
  });
  const translated = await client.audio.translations.create({ model: "hearer", file: await sound() });
  told("translation", { text: translated.text });
}

async function moderations() {
  const answer = await client.moderations.create({ model: "judge", input: "I hate" });
  told("moderation", { flagged: answer.results[0].flagged, hate: answer.results[0].categories.hate });
}

async function files() {
  const made = await client.files.create({ file: await sound("calls.jsonl"), purpose: "batch" });
  told("file", { id: made.id, bytes: made.bytes });
  told("files", { ids: (await all(await client.files.list())).map((f) => f.id) });
  told("file again", { name: (await client.files.retrieve("file-1")).filename });
  told("file content", { text: await (await client.files.content("file-1")).text() });
  told("file deleted", { deleted: (await client.files.delete("file-1")).deleted });
}

async function batches() {
  const made = await client.batches.create(
    { input_file_id: "file-1", endpoint: "/v1/chat/completions", completion_window: "24h" });
  told("batch", { id: made.id, status: made.status });
  told("batches", { ids: (await all(await client.batches.list())).map((b) => b.id) });
  told("batch again", { status: (await client.batches.retrieve("batch_1")).status });
  told("batch cancelled", { status: (await client.batches.cancel("batch_1")).status });
}

async function error() {
  try {
    await client.moderations.create({ model: "nobody", input: "x" });
  } catch (e) {
    told("error", { status: e.status, code: e.code });
  }
}

for (const run of [embeddings, images, audio, moderations, files, batches, error]) await run();
