// npm openai: chat completions. A client that sends back of a call only its id, name and arguments.
import OpenAI from 'openai';
import { key } from '../gateway.js';

export const name = 'openai chat';
export const family = 'gpt-5.1';
export const rateLimited = (error) => error instanceof OpenAI.RateLimitError && error.status === 429;
export const badRequest = (error) => error instanceof OpenAI.BadRequestError && error.status === 400;

export function connect(origin) {
  const client = new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0 });

  const params = ({ model, system, prompt, think }) => ({
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: prompt },
    ],
    ...(think && { reasoning_effort: 'medium' }),
  });

  async function complete(request, stream) {
    if (!stream) return client.chat.completions.create(request);
    const running = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
    let text = '';
    let reasoning = '';
    running.on('content', (delta) => (text += delta));
    running.on('chunk', (chunk) => (reasoning += chunk.choices[0]?.delta.reasoning_content ?? ''));
    return { ...(await running.finalChatCompletion()), streamed: text, reasoning };
  }

  const result = (completion) => ({
    text: completion.choices[0].message.content,
    streamed: completion.streamed,
    reasoning: completion.reasoning ?? completion.choices[0].message.reasoning_content ?? '',
    usage: {
      input: completion.usage.prompt_tokens,
      cached: completion.usage.prompt_tokens_details?.cached_tokens ?? 0,
      output: completion.usage.completion_tokens,
    },
    finish: completion.choices[0].finish_reason,
  });

  return {
    async ask(question) {
      return result(await complete(params(question), question.stream));
    },
    async useTool(question, { name: toolName, description, schema, run }) {
      const request = params(question);
      request.tools = [{ type: 'function', function: { name: toolName, description, parameters: schema } }];
      const called = await complete(request, question.stream);
      const calls = called.choices[0].message.tool_calls.map(({ id, function: { name, arguments: args } }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      }));
      request.messages.push({ role: 'assistant', content: null, tool_calls: calls });
      for (const call of calls) {
        request.messages.push({ role: 'tool', tool_call_id: call.id, content: run(JSON.parse(call.function.arguments)) });
      }
      const final = await complete(request, question.stream);
      return {
        calls: calls.map((call) => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) })),
        ...result(final),
        finish: called.choices[0].finish_reason,
      };
    },
    async leave(question) {
      const running = client.chat.completions.stream(params(question));
      running.on('content', () => running.abort());
      await running.finalChatCompletion();
    },
  };
}

export const finishes = { stop: 'stop', calls: 'tool_calls' };
export const aborted = (error) => error instanceof OpenAI.APIUserAbortError;
