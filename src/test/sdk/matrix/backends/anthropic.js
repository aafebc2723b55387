// A backend that speaks Anthropic's Messages, and refuses thinking that comes back without its signature.
import { pieces, sse } from './pieces.js';

export const dialect = 'anthropic';
export const model = 'claude-sonnet-4-5';
export const baseUrl = (origin) => origin;

const usage = ({ input, cached, output }) => ({
  input_tokens: input - cached,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cached,
  output_tokens: output,
});

const blocks = (turn) => [
  ...(turn.reasoning ? [{ type: 'thinking', thinking: turn.reasoning, signature: turn.signature }] : []),
  ...(turn.text ? [{ type: 'text', text: turn.text }] : []),
  ...(turn.calls ?? []).map(({ id, name, args }) => ({ type: 'tool_use', id: `toolu_${id}`, name, input: args })),
];

const stopReason = (turn) => (turn.calls ? 'tool_use' : 'end_turn');

const message = (turn) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { ...usage(turn.usage), output_tokens: 1 },
});

const deltas = {
  thinking: (block) => [
    ...pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: block.signature },
  ],
  text: (block) => pieces(block.text).map((text) => ({ type: 'text_delta', text })),
  tool_use: (block) => [
    { type: 'input_json_delta', partial_json: '' },
    ...pieces(JSON.stringify(block.input)).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  ],
};

const opened = {
  thinking: () => ({ type: 'thinking', thinking: '', signature: '' }),
  text: () => ({ type: 'text', text: '' }),
  tool_use: ({ id, name }) => ({ type: 'tool_use', id, name, input: {} }),
};

export function* stream(turn) {
  yield sse({ type: 'message_start', message: message(turn) });
  yield sse({ type: 'ping' });
  for (const [index, block] of blocks(turn).entries()) {
    yield sse({ type: 'content_block_start', index, content_block: opened[block.type](block) });
    for (const delta of deltas[block.type](block)) yield sse({ type: 'content_block_delta', index, delta });
    if (turn.hang) return;
    yield sse({ type: 'content_block_stop', index });
  }
  yield sse({
    type: 'message_delta',
    delta: { stop_reason: stopReason(turn), stop_sequence: null },
    usage: usage(turn.usage),
  });
  yield sse({ type: 'message_stop' });
}

export const answer = (turn) => ({
  ...message(turn),
  content: blocks(turn),
  stop_reason: stopReason(turn),
  usage: usage(turn.usage),
});

const kinds = { 429: 'rate_limit_error', 400: 'invalid_request_error' };

export const error = ({ status, message }) => ({
  type: 'error',
  error: { type: kinds[status], message },
  request_id: 'req_1',
});

const list = (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []));
const textOf = (content) => list(content).map((block) => block.text ?? '').join('');

export function read({ path, headers, body }) {
  const content = body.messages.flatMap((m) => list(m.content).map((block) => ({ role: m.role, ...block })));
  const thoughts = content.filter((block) => block.type === 'thinking');
  return {
    wrong: [
      !/^\/v1\/messages(\?beta=true)?$/.test(path) && `path ${path}`,
      (headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', '')) !== 'sk-upstream' && 'key',
      !headers['anthropic-version'] && 'anthropic-version',
      body.model !== model && `model ${body.model}`,
      !(body.max_tokens > 0) && 'max_tokens',
      body.thinking?.budget_tokens >= body.max_tokens && 'budget_tokens not below max_tokens',
      body.thinking?.type === 'enabled' && body.temperature !== undefined && body.temperature !== 1 && 'temperature beside thinking',
      body.thinking?.type === 'enabled' && body.top_k !== undefined && 'top_k beside thinking',
      thoughts.some((block) => !block.signature) && 'thinking without signature',
      body.thinking?.type === 'enabled' && turnLacksThinking(body.messages) && 'tool turn without thinking',
    ].filter(Boolean),
    streams: body.stream === true,
    system: list(body.system).map((block) => block.text).join('\n'),
    user: body.messages.filter((m) => m.role === 'user').map((m) => textOf(m.content)),
    tools: (body.tools ?? []).map((tool) => tool.name),
    calls: content.filter((block) => block.type === 'tool_use').map(({ id, name, input }) => ({ id, name, args: input })),
    results: content
      .filter((block) => block.type === 'tool_result')
      .map((block) => ({ id: block.tool_use_id, text: textOf(block.content) })),
    asksReasoning: body.thinking !== undefined && body.thinking.type !== 'disabled',
    thoughts: thoughts.map((block) => block.thinking),
    signatures: thoughts.map((block) => block.signature),
  };
}

// With thinking on, the last assistant message has to begin with thinking when a tool's result follows it.
function turnLacksThinking(messages) {
  const [before, last] = messages.slice(-2);
  if (before?.role !== 'assistant' || !list(last.content).some((block) => block.type === 'tool_result')) return false;
  return !['thinking', 'redacted_thinking'].includes(list(before.content)[0]?.type);
}
