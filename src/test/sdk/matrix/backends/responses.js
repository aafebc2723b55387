// A backend that speaks OpenAI's Responses.
import { pieces, sse } from './pieces.js';

export const dialect = 'responses';
export const model = 'gpt-5.1';
export const baseUrl = (origin) => `${origin}/v1`;

const usage = ({ input, cached, output, reasoning }) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

const response = (turn, status, output) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1700000001,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model,
  output,
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: 'medium', summary: 'auto' },
  store: false,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  truncation: 'disabled',
  usage: status === 'completed' ? usage(turn.usage) : null,
  metadata: {},
});

const text = (value) => ({ type: 'output_text', annotations: [], logprobs: [], text: value });

const items = (turn) => [
  ...(turn.reasoning
    ? [
        {
          id: 'rs_1',
          type: 'reasoning',
          encrypted_content: turn.signature,
          summary: [{ type: 'summary_text', text: turn.reasoning }],
        },
      ]
    : []),
  ...(turn.text
    ? [{ id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [text(turn.text)] }]
    : []),
  ...(turn.calls ?? []).map(({ id, name, args }) => ({
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: JSON.stringify(args),
  })),
];

function* reasoningEvents(item, output_index) {
  const at = { item_id: item.id, output_index, summary_index: 0 };
  const part = item.summary[0];
  yield { type: 'response.output_item.added', output_index, item: { ...item, summary: [] } };
  yield { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } };
  for (const delta of pieces(part.text)) yield { type: 'response.reasoning_summary_text.delta', ...at, delta };
  yield { type: 'response.reasoning_summary_text.done', ...at, text: part.text };
  yield { type: 'response.reasoning_summary_part.done', ...at, part };
}

function* messageEvents(item, output_index, hang) {
  const at = { item_id: item.id, output_index, content_index: 0 };
  const part = item.content[0];
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } };
  yield { type: 'response.content_part.added', ...at, part: text('') };
  for (const delta of pieces(part.text)) yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] };
  if (hang) return;
  yield { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] };
  yield { type: 'response.content_part.done', ...at, part };
}

function* callEvents(item, output_index) {
  const at = { item_id: item.id, output_index };
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } };
  for (const delta of pieces(item.arguments)) yield { type: 'response.function_call_arguments.delta', ...at, delta };
  yield { type: 'response.function_call_arguments.done', ...at, arguments: item.arguments };
}

const itemEvents = { reasoning: reasoningEvents, message: messageEvents, function_call: callEvents };

function* events(turn) {
  yield { type: 'response.created', response: response(turn, 'in_progress', []) };
  yield { type: 'response.in_progress', response: response(turn, 'in_progress', []) };
  for (const [index, item] of items(turn).entries()) {
    yield* itemEvents[item.type](item, index, turn.hang);
    if (turn.hang) return;
    yield { type: 'response.output_item.done', output_index: index, item };
  }
  yield { type: 'response.completed', response: response(turn, 'completed', items(turn)) };
}

export function* stream(turn) {
  let sequence_number = 0;
  for (const { type, ...rest } of events(turn)) yield sse({ type, sequence_number: sequence_number++, ...rest });
}

export const answer = (turn) => response(turn, 'completed', items(turn));

const kinds = {
  429: { type: 'requests', code: 'rate_limit_exceeded' },
  400: { type: 'invalid_request_error', code: 'context_length_exceeded' },
};

export const error = ({ status, message }) => ({ error: { message, param: null, ...kinds[status] } });

const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');

export function read({ path, headers, body }) {
  const input = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const system = input.filter((item) => ['system', 'developer'].includes(item.role)).map((item) => textOf(item.content));
  const thoughts = input.filter((item) => item.type === 'reasoning');
  return {
    wrong: [
      path !== '/v1/responses' && `path ${path}`,
      headers.authorization !== 'Bearer sk-upstream' && 'key',
      body.model !== model && `model ${body.model}`,
      input.some((item) => item.type === 'function_call' && item.id && !item.id.startsWith('fc')) && 'id of a call not fc…',
      thoughts.some((item) => !item.summary) && 'reasoning without summary',
    ].filter(Boolean),
    streams: body.stream === true,
    system: [body.instructions ?? '', ...system].join('\n'),
    user: input.filter((item) => item.role === 'user').map((item) => textOf(item.content)),
    tools: (body.tools ?? []).map((tool) => tool.name ?? tool.type),
    calls: input
      .filter((item) => item.type === 'function_call')
      .map((item) => ({ id: item.call_id, name: item.name, args: JSON.parse(item.arguments) })),
    results: input
      .filter((item) => item.type === 'function_call_output')
      .map((item) => ({ id: item.call_id, text: textOf(item.output) })),
    asksReasoning: body.reasoning !== undefined,
    thoughts: thoughts.map((item) => item.summary?.map((part) => part.text).join('')),
    signatures: thoughts.map((item) => item.encrypted_content),
  };
}
