// Each official client at its door, against a backend of each dialect.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as anthropic from './clients/anthropic.js';
import * as chat from './clients/chat.js';
import * as genai from './clients/genai.js';
import * as responses from './clients/responses.js';
import * as vercel from './clients/vercel.js';
import { modelFor, startGateway, vendors } from './gateway.js';

const clients = [anthropic, genai, chat, responses, vercel.anthropic, vercel.google, vercel.chat, vercel.responses];

const system = 'Be brief.';
const hello = { text: 'Grüß Gott, 世界! 👋' };
const signature = Buffer.from('signed by the backend: \u00ff\u00fe\u00fd?>').toString('base64');
const weather = {
  name: 'weather',
  description: 'The weather of a city',
  schema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] },
  run: ({ city }) => `sunny in ${city}`,
};
const calls = [
  { id: 'call_1', name: 'weather', args: { city: 'Köln', days: 2 } },
  { id: 'call_2', name: 'weather', args: { city: '北京', days: 1 } },
];

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway?.stop());

for (const client of clients) {
  for (const { dialect } of vendors) describe(`${client.name} with ${dialect} behind`, () => suite(client, dialect));
}

function suite(client, dialect) {
  const model = modelFor(client.family, dialect);
  const backend = () => gateway.backends[dialect];
  const connect = () => client.connect(gateway.origin);

  for (const stream of [false, true]) {
    const kind = stream ? 'a stream' : 'an answer';

    test(`${kind} of text, with usage`, async () => {
      backend().plays(hello);
      const answer = await connect().ask({ model, system, prompt: 'Hello', stream });
      assert.equal(answer.text, hello.text);
      if (stream) assert.equal(answer.streamed, hello.text);
      assert.equal(answer.finish, client.finishes.stop);
      assert.deepEqual(answer.usage, { input: 30, cached: 10, output: 12 });
      const [asked] = backend().asked();
      assert.match(asked.system, /Be brief\./);
      assert.deepEqual(asked.user, ['Hello']);
      assert.equal(asked.streams, stream);
    });

    test(`${kind} with reasoning`, async () => {
      backend().plays({ ...hello, reasoning: 'They greet me.', signature });
      const answer = await connect().ask({ model, system, prompt: 'Hello', stream, think: true });
      assert.equal(answer.text, hello.text);
      assert.ok(backend().asked()[0].asksReasoning, 'the backend was not asked to reason');
      if (client.showsReasoning !== false) assert.equal(answer.reasoning, 'They greet me.');
    });

    for (const think of [false, true]) {
      test(`${kind} with two calls of a tool${think ? ' after reasoning' : ''}, their results, the final answer`, async () => {
        const thought = think ? { reasoning: 'I need the weather.', signature } : dialect === 'gemini' ? { signature } : {};
        backend().plays({ ...thought, calls }, { text: 'Sunny.' });
        const answer = await connect().useTool({ model, system, prompt: 'How is the weather?', stream, think }, weather);
        assert.deepEqual(answer.calls.map(({ name, args }) => ({ name, args })), calls.map(({ name, args }) => ({ name, args })));
        assert.equal(answer.finish, client.finishes.calls);
        assert.equal(answer.text, 'Sunny.');
        checkToolTurn(backend().asked(), dialect, think);
      });
    }
  }

  test('a rate limit as the error class of the client, with the message word for word', async () => {
    for (const stream of [false, true]) {
      const message = 'Rate limit reached for tokens per min: 30000 / 29000 used';
      backend().plays({ error: { status: 429, message, headers: { 'retry-after': '1' } } });
      await assert.rejects(connect().ask({ model, system, prompt: 'Hello', stream }), (error) => {
        assert.ok(client.rateLimited(error), `${error?.constructor?.name}: ${error?.message}`);
        assert.ok(error.message.includes(message), error.message);
        return true;
      });
    }
  });

  test('a refused request as the error class of the client', async () => {
    backend().plays({ error: { status: 400, message: 'prompt is too long: 210000 tokens > 200000 maximum' } });
    await assert.rejects(connect().ask({ model, system, prompt: 'Hello' }), (error) => {
      assert.ok(client.badRequest(error), `${error?.constructor?.name}: ${error?.message}`);
      assert.match(error.message, /210000 tokens > 200000 maximum/);
      return true;
    });
  });

  test('a stream that breaks off as an error, not as an end', { timeout: 10_000 }, async () => {
    backend().plays({ ...hello, hang: true, broken: true });
    const answer = connect().ask({ model, system, prompt: 'Hello', stream: true });
    if (client.readsStreamErrors === false) assert.notEqual((await answer).finish, client.finishes.stop);
    else await assert.rejects(answer);
  });

  test('an abort that reaches the backend', { timeout: 10_000 }, async () => {
    backend().plays({ ...hello, hang: true });
    await assert.rejects(connect().leave({ model, system, prompt: 'Hello' }), client.aborted);
    await backend().left();
  });
}

function checkToolTurn([first, second], dialect, think) {
  assert.deepEqual(first.tools, ['weather']);
  assert.deepEqual(second.calls.map(({ args }) => args), calls.map(({ args }) => args));
  assert.deepEqual(second.results.map(({ text }) => text), ['sunny in Köln', 'sunny in 北京']);
  if (dialect !== 'gemini') assert.deepEqual(second.results.map(({ id }) => id), second.calls.map(({ id }) => id));
  if (think && dialect !== 'openai') assert.ok(second.signatures.includes(signature), 'the signature did not come back');
}
