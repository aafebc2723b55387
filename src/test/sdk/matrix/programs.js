// How each coding agent is set up at the gateway, headless and offline, and which of its tools reads a file.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { key } from './gateway.js';

const bin = resolve('node_modules/.bin');

const claude = {
  name: 'Claude Code',
  family: 'claude-sonnet-4-5',
  command: ({ model, prompt }) => ['claude', '-p', prompt, '--model', model, '--allowedTools', 'Read'],
  environment: ({ origin, model }) => ({
    ANTHROPIC_BASE_URL: origin,
    ANTHROPIC_AUTH_TOKEN: key,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }),
  call: (file) => ({ name: 'Read', args: { file_path: file } }),
};

const codexProvider = (origin) =>
  `model_providers.polygate={name="Polygate",base_url="${origin}/v1",env_key="POLYGATE_KEY",wire_api="responses"}`;

const codex = {
  name: 'Codex',
  family: 'gpt-5.1',
  command: ({ origin, model, prompt }) => [
    ...['codex', 'exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '--model', model],
    ...['-c', 'model_provider="polygate"', '-c', codexProvider(origin), '-c', 'check_for_update_on_startup=false', prompt],
  ],
  environment: () => ({ POLYGATE_KEY: key }),
  call: (file) => ({ name: 'exec_command', args: { cmd: `cat ${file}` } }),
};

const gemini = {
  name: 'Gemini CLI',
  family: 'gemini-3-pro',
  command: ({ model, prompt }) => ['gemini', '-p', prompt, '--model', model, '--approval-mode', 'yolo'],
  environment: ({ origin }) => ({
    GEMINI_API_KEY: key,
    GOOGLE_GEMINI_BASE_URL: origin,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    GEMINI_CLI_NO_RELAUNCH: 'true',
  }),
  settings: ['.gemini/settings.json', { security: { auth: { selectedType: 'gemini-api-key' } }, privacy: { usageStatisticsEnabled: false }, general: { enableAutoUpdate: false } }],
  call: (file) => ({ name: 'read_file', args: { file_path: file } }),
};

const qwen = {
  name: 'Qwen Code',
  family: 'qwen3-coder',
  command: ({ model, prompt }) => ['qwen', prompt, '--model', model, '--auth-type', 'openai', '--approval-mode', 'yolo'],
  environment: ({ origin }) => ({ OPENAI_API_KEY: key, OPENAI_BASE_URL: `${origin}/v1`, QWEN_TELEMETRY_ENABLED: 'false' }),
  settings: ['.qwen/settings.json', { privacy: { usageStatisticsEnabled: false }, general: { enableAutoUpdate: false } }],
  call: (file) => ({ name: 'read_file', args: { file_path: file } }),
};

export const programs = [claude, codex, gemini, qwen];

// A home of its own, so that nothing of the machine's user is read or written.
export async function prepare(program, work) {
  const home = await mkdtemp(join(work, 'home-'));
  await mkdir(join(home, 'project'));
  const file = join(home, 'project', 'note.txt');
  await writeFile(file, 'The password is Schwarzwälder 櫻桃.\n');
  if (program.settings) {
    const [path, content] = program.settings;
    await mkdir(join(home, path, '..'), { recursive: true });
    await writeFile(join(home, path), JSON.stringify(content));
  }
  return { home, file };
}

export async function run(program, place, at) {
  const [command, ...args] = program.command(at);
  const env = {
    HOME: place.home,
    PATH: `${bin}:${process.env.PATH}`,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    ...program.environment(at),
  };
  const child = spawn(join(bin, command), args, { cwd: join(place.home, 'project'), env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  const closed = new Promise((done) => child.once('close', done));
  const [output, errors] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), child.stderr.setEncoding('utf8').toArray()]);
  return { status: await closed, output: output.join(''), errors: errors.join('') };
}
