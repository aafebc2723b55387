// Each coding agent does one turn with a call of a tool at its door, against a backend of each dialect.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { modelFor, startGateway, vendors } from './gateway.js';
import { prepare, programs, run } from './programs.js';

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway?.stop());

const signature = Buffer.from('signed by the backend').toString('base64');

for (const program of programs) {
  describe(program.name, () => {
    for (const { dialect } of vendors) {
      test(`reads a file and answers, with ${dialect} behind`, { timeout: 90_000 }, () => turn(program, dialect));
    }
  });
}

async function turn(program, dialect) {
  const backend = gateway.backends[dialect];
  const place = await prepare(program, gateway.work);
  const call = { id: 'call_1', ...program.call(place.file) };
  backend.plays((asked) => {
    if (asked.results.length > 0) return { text: 'I have read it: done.' };
    return asked.tools.includes(call.name) ? { reasoning: 'I have to read it.', signature, calls: [call] } : { text: 'Nothing to do.' };
  });
  const at = { origin: gateway.origin, model: modelFor(program.family, dialect), prompt: 'Read note.txt.' };
  const { status, output, errors } = await run(program, place, at);
  const asked = backend.asked();
  assert.deepEqual(asked.flatMap(({ wrong }) => wrong), [], errors);
  assert.match(output, /I have read it: done\./, `${output}\n${errors}\ntools: ${asked.map(({ tools }) => tools)}`);
  assert.equal(status, 0, errors);
  const last = asked.findLast(({ results }) => results.length > 0);
  assert.match(last.results[0].text, /Schwarzwälder 櫻桃/);
  assert.deepEqual(last.calls.map(({ name }) => name), [call.name]);
  if (dialect !== 'openai') assert.ok(last.signatures.includes(signature), 'the signature did not come back');
}
