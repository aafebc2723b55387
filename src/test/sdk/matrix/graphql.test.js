// The GraphQL door: the audit of GraphQL over HTTP, and the client of graphql-transport-ws.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { createClient } from 'graphql-ws';
import { key, modelFor, startGateway, vendors } from './gateway.js';

const hello = { text: 'Grüß Gott, 世界! 👋' };
const authorization = `Bearer ${key}`;

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway?.stop());

describe('the audit of GraphQL over HTTP', () => {
  const fetchFn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization } });
  for (const audit of serverAudits({ url: () => `${gateway.origin}/graphql`, fetchFn })) {
    test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      assert.ok(result.status === 'ok' || result.status === 'notice', result.reason);
    });
  }
});

describe('graphql-ws', () => {
  const connect = (payload, on = {}) =>
    createClient({
      url: `${gateway.origin.replace('http', 'ws')}/graphql`,
      connectionParams: payload,
      retryAttempts: 0,
      on,
    });
  const query = `subscription ($input: ChatInput!) { chatStream(input: $input) {
    __typename ... on TextDelta { text } ... on Finished { finishReason usage { inputTokens outputTokens } } } }`;

  for (const { dialect } of vendors) {
    const variables = {
      input: { model: modelFor('gpt-5.1', dialect), messages: [{ role: 'USER', content: 'Hello' }] },
    };

    test(`a stream with ${dialect} behind`, async () => {
      gateway.backends[dialect].plays(hello);
      const client = connect({ authorization });
      const events = [];
      for await (const { data, errors } of client.iterate({ query, variables })) {
        assert.equal(errors, undefined);
        events.push(data.chatStream);
      }
      assert.equal(events.filter((e) => e.__typename === 'TextDelta').map((e) => e.text).join(''), hello.text);
      assert.deepEqual(events.at(-1), {
        __typename: 'Finished',
        finishReason: 'STOP',
        usage: { inputTokens: 30, outputTokens: 12 },
      });
      await client.dispose();
    });
  }

  test('an error of an operation', async () => {
    const client = connect({ authorization });
    const variables = { input: { model: 'nobody', messages: [{ role: 'USER', content: 'Hello' }] } };
    await assert.rejects(client.iterate({ query, variables }).next(), (errors) => {
      assert.equal(errors[0].extensions.code, 'model_not_found');
      return true;
    });
    await client.dispose();
  });

  test('a key that is not known', async () => {
    const closed = Promise.withResolvers();
    const client = connect({ authorization: 'Bearer sk-wrong' }, { closed: (event) => closed.resolve(event.code) });
    await assert.rejects(client.iterate({ query: '{ __typename }' }).next());
    assert.equal(await closed.promise, 4403);
  });
});
