// A backend that speaks OpenAI's chat completions, with reasoning as DeepSeek and most compatible vendors send it.
import { pieces } from './pieces.js';

export const dialect = 'openai';
export const model = 'scripted-chat';
export const baseUrl = (origin) => `${origin}/v1`;

const usage = ({ input, cached, output, reasoning }) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

const head = { id: 'chatcmpl-1', created: 1700000001, model };
const finish = (turn) => (turn.calls ? 'tool_calls' : 'stop');

export function* stream(turn) {
  const chunk = (delta, finish_reason = null) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  yield chunk({ role: 'assistant', content: '' });
  for (const piece of pieces(turn.reasoning)) yield chunk({ reasoning_content: piece });
  for (const piece of pieces(turn.text)) yield chunk({ content: piece });
  for (const [index, { id, name, args }] of (turn.calls ?? []).entries()) {
    yield chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    for (const piece of pieces(JSON.stringify(args))) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  if (turn.hang) return;
  yield chunk({}, finish(turn));
  yield `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage: usage(turn.usage) })}\n\n`;
  yield 'data: [DONE]\n\n';
}

export function answer(turn) {
  const message = { role: 'assistant', content: turn.text ?? null };
  if (turn.reasoning) message.reasoning_content = turn.reasoning;
  if (turn.calls) {
    message.tool_calls = turn.calls.map(({ id, name, args }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    }));
  }
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finish(turn) }],
    usage: usage(turn.usage),
  };
}

const kinds = {
  429: { type: 'requests', code: 'rate_limit_exceeded' },
  400: { type: 'invalid_request_error', code: 'context_length_exceeded' },
};

export const error = ({ status, message }) => ({ error: { message, param: null, ...kinds[status] } });

const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');

export function read({ path, headers, body }) {
  const results = body.messages.filter((m) => m.role === 'tool');
  return {
    wrong: [
      path !== '/v1/chat/completions' && `path ${path}`,
      headers.authorization !== 'Bearer sk-upstream' && 'key',
      body.model !== model && `model ${body.model}`,
    ].filter(Boolean),
    streams: body.stream === true,
    system: body.messages.filter((m) => ['system', 'developer'].includes(m.role)).map((m) => textOf(m.content)).join('\n'),
    user: body.messages.filter((m) => m.role === 'user').map((m) => textOf(m.content)),
    tools: (body.tools ?? []).map((tool) => tool.function?.name),
    calls: body.messages.flatMap((m) => m.tool_calls ?? []).map((c) => ({
      id: c.id,
      name: c.function.name,
      args: JSON.parse(c.function.arguments),
    })),
    results: results.map((m) => ({ id: m.tool_call_id, text: textOf(m.content) })),
    asksReasoning: body.reasoning_effort !== undefined,
    thoughts: body.messages.filter((m) => m.reasoning_content).map((m) => m.reasoning_content),
  };
}
