// A scripted backend on a free port: answers its script's turns in order and keeps what it was asked.
import { once } from 'node:events';
import { createServer } from 'node:http';

const usage = { input: 30, cached: 10, output: 12, reasoning: 5 };

export async function startBackend(vendor) {
  let turns = [];
  let asked = [];
  let left = Promise.withResolvers();

  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const seen = read({ path: request.url, headers: request.headers, body });
    asked.push(seen);
    const turn = seen.wrong.length > 0 ? { error: { status: 400, message: `refused: ${seen.wrong.join(', ')}` } } : next(seen);
    await play(turn ?? { error: { status: 400, message: 'refused: nothing is scripted' } }, seen.streams, response);
  });

  function read(question) {
    try {
      return { ...vendor.read(question), body: question.body };
    } catch (e) {
      return { wrong: [`${question.path} cannot be read: ${e.message}`], body: question.body };
    }
  }

  function next(seen) {
    return typeof turns[0] === 'function' ? turns[0](seen) : turns.shift();
  }

  async function play(turn, streams, response) {
    const full = { usage, ...turn };
    if (turn.error) {
      response.writeHead(turn.error.status, { 'content-type': 'application/json', ...turn.error.headers });
      response.end(JSON.stringify(vendor.error(turn.error)));
    } else if (streams) {
      response.once('close', left.resolve);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of vendor.stream(full)) response.write(event);
      if (turn.broken) setImmediate(() => response.destroy());
      else if (!turn.hang) response.end();
    } else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(vendor.answer(full)));
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    vendor,
    baseUrl: vendor.baseUrl(`http://127.0.0.1:${server.address().port}`),
    // Turns in order, or one function that makes each turn from what was asked.
    plays(...script) {
      turns = script;
      asked = [];
      left = Promise.withResolvers();
    },
    asked: () => asked,
    left: () => left.promise,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
