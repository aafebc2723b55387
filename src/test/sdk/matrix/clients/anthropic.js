// npm @anthropic-ai/sdk
import Anthropic from '@anthropic-ai/sdk';
import { key } from '../gateway.js';

export const name = '@anthropic-ai/sdk';
export const family = 'claude-sonnet-4-5';
export const rateLimited = (error) => error instanceof Anthropic.RateLimitError && error.status === 429;
export const badRequest = (error) => error instanceof Anthropic.BadRequestError && error.status === 400;

export function connect(origin) {
  const client = new Anthropic({ apiKey: key, baseURL: origin, maxRetries: 0 });
  const thinking = { type: 'enabled', budget_tokens: 2000 };

  async function message(params, stream) {
    if (!stream) return client.messages.create(params);
    const running = client.messages.stream(params);
    let text = '';
    running.on('text', (delta) => (text += delta));
    const final = await running.finalMessage();
    return { ...final, streamed: text };
  }

  const params = ({ model, system, prompt, think }) => ({
    model,
    system,
    max_tokens: 4000,
    messages: [{ role: 'user', content: prompt }],
    ...(think && { thinking }),
  });

  const blocks = (final, type) => final.content.filter((block) => block.type === type);

  const result = (final) => ({
    text: blocks(final, 'text').map((block) => block.text).join(''),
    streamed: final.streamed,
    reasoning: blocks(final, 'thinking').map((block) => block.thinking).join(''),
    usage: {
      input: final.usage.input_tokens + (final.usage.cache_read_input_tokens ?? 0),
      cached: final.usage.cache_read_input_tokens ?? 0,
      output: final.usage.output_tokens,
    },
    finish: final.stop_reason,
  });

  return {
    async ask(question) {
      return result(await message(params(question), question.stream));
    },
    async useTool(question, { name: toolName, description, schema, run }) {
      const first = params(question);
      first.tools = [{ name: toolName, description, input_schema: schema }];
      const called = await message(first, question.stream);
      const calls = blocks(called, 'tool_use');
      const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: run(call.input) }));
      first.messages.push({ role: 'assistant', content: called.content }, { role: 'user', content: results });
      const final = await message(first, question.stream);
      return { calls: calls.map((call) => ({ id: call.id, name: call.name, args: call.input })), ...result(final), finish: called.stop_reason };
    },
    async leave(question) {
      const running = client.messages.stream(params(question));
      running.on('text', () => running.abort());
      await running.finalMessage();
    },
  };
}

export const finishes = { stop: 'end_turn', calls: 'tool_use' };
export const aborted = (error) => error instanceof Anthropic.APIUserAbortError;
