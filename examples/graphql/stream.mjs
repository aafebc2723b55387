// Streams an answer in GraphQL over server-sent events, with nothing but Node:
// POLYGATE_KEY=sk-… node stream.mjs MODEL "QUESTION" [http://127.0.0.1:8080]
const [model, question, origin = 'http://127.0.0.1:8080'] = process.argv.slice(2);

const query = `subscription ($input: ChatInput!) {
  chatStream(input: $input) {
    ... on TextDelta { text }
    ... on Finished { finishReason usage { inputTokens outputTokens } }
  }
}`;
const input = { model, messages: [{ role: 'USER', content: question }] };
const response = await fetch(`${origin}/graphql`, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${process.env.POLYGATE_KEY}`,
    'content-type': 'application/json',
    accept: 'text/event-stream',
  },
  body: JSON.stringify({ query, variables: { input } }),
});
if (!response.ok) throw new Error(await response.text());

let rest = '';
for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + piece).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (!line.startsWith('data: {')) continue;
    const { data, errors } = JSON.parse(line.slice(6));
    if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
    const event = data.chatStream;
    if (event.text) process.stdout.write(event.text);
    if (event.usage) console.log(`\n(${event.finishReason}, ${event.usage.outputTokens} tokens)`);
  }
}
