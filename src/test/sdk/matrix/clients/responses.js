// npm openai: the Responses API, without anything kept at the server.
import OpenAI from 'openai';
import { key } from '../gateway.js';

export const name = 'openai responses';
export const family = 'gpt-5.1';
export const rateLimited = (error) => error instanceof OpenAI.RateLimitError && error.status === 429;
export const badRequest = (error) => error instanceof OpenAI.BadRequestError && error.status === 400;

export function connect(origin) {
  const client = new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0 });

  const params = ({ model, system, prompt, think }) => ({
    model,
    instructions: system,
    store: false,
    input: [{ role: 'user', content: prompt }],
    include: ['reasoning.encrypted_content'],
    ...(think && { reasoning: { effort: 'medium', summary: 'auto' } }),
  });

  async function respond(request, stream) {
    if (!stream) return client.responses.create(request);
    const running = client.responses.stream(request);
    let text = '';
    running.on('response.output_text.delta', ({ delta }) => (text += delta));
    return Object.assign(await running.finalResponse(), { streamed: text });
  }

  const result = (response) => ({
    text: response.output_text,
    streamed: response.streamed,
    reasoning: response.output
      .filter((item) => item.type === 'reasoning')
      .flatMap((item) => [...(item.summary ?? []), ...(item.content ?? [])])
      .map((part) => part.text)
      .join(''),
    usage: {
      input: response.usage.input_tokens,
      cached: response.usage.input_tokens_details.cached_tokens,
      output: response.usage.output_tokens,
    },
    finish: response.status,
  });

  return {
    async ask(question) {
      return result(await respond(params(question), question.stream));
    },
    async useTool(question, { name: toolName, description, schema, run }) {
      const request = params(question);
      request.tools = [{ type: 'function', name: toolName, description, parameters: schema, strict: false }];
      const called = await respond(request, question.stream);
      const calls = called.output.filter((item) => item.type === 'function_call');
      request.input.push(...called.output);
      for (const call of calls) {
        request.input.push({ type: 'function_call_output', call_id: call.call_id, output: run(JSON.parse(call.arguments)) });
      }
      const final = await respond(request, question.stream);
      return {
        calls: calls.map((call) => ({ id: call.call_id, name: call.name, args: JSON.parse(call.arguments) })),
        ...result(final),
        finish: called.status,
      };
    },
    async leave(question) {
      const running = client.responses.stream(params(question));
      running.on('response.output_text.delta', () => running.abort());
      await running.finalResponse();
    },
  };
}

export const finishes = { stop: 'completed', calls: 'completed' };
export const aborted = (error) => error instanceof OpenAI.APIUserAbortError;
