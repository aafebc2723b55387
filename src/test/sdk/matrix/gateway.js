// The packaged gateway on a free port with one scripted backend of each dialect behind it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBackend } from './backend.js';
import * as anthropic from './backends/anthropic.js';
import * as gemini from './backends/gemini.js';
import * as openai from './backends/openai.js';
import * as responses from './backends/responses.js';

export const key = 'sk-test';
export const vendors = [openai, responses, anthropic, gemini];

// Some clients choose parameters by the model's name, so a backend has one name of each family.
export const modelFor = (family, dialect) => `${family}-by-${dialect}`;
const families = ['gpt-5.1', 'claude-sonnet-4-5', 'gemini-3-pro', 'qwen3-coder'];

function configuration(backends, data) {
  return {
    server: { port: 0 },
    management: { enabled: false },
    discovery: { enabled: false },
    runtime: { 'event-loops': 1 },
    data: { dir: data },
    log: { format: 'plain', calls: true },
    keys: [{ name: 'test', key }],
    providers: Object.values(backends).map(({ vendor, baseUrl }) => ({
      id: `${vendor.dialect}-backend`,
      dialect: vendor.dialect,
      'base-url': baseUrl,
      credentials: [{ value: 'sk-upstream' }],
    })),
    models: Object.values(backends).map(({ vendor }) => ({
      name: vendor.model,
      aliases: families.map((family) => modelFor(family, vendor.dialect)),
      targets: [{ provider: `${vendor.dialect}-backend`, model: vendor.model }],
    })),
  };
}

export async function startGateway() {
  const backends = {};
  for (const vendor of vendors) backends[vendor.dialect] = await startBackend(vendor);
  const work = await mkdtemp(join(tmpdir(), 'polygate-clients-'));
  const file = join(work, 'gateway.yaml');
  await writeFile(file, JSON.stringify(configuration(backends, join(work, 'data'))));
  const child = spawn(process.env.POLYGATE, ['--config', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const stopped = once(child, 'exit');
  const log = [];
  const origin = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the gateway did not start:\n${log.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      const address = / serves on (http\S*)/.exec(line);
      if (address) resolve(address[1]);
    });
  });
  return {
    origin,
    backends,
    log,
    work,
    async stop() {
      child.kill('SIGTERM');
      await stopped;
      for (const backend of Object.values(backends)) backend.stop();
      await rm(work, { recursive: true, force: true });
    },
  };
}
