// A backend that speaks Gemini's generateContent as Gemini 3 does: a call without its signature is refused.
import { pieces } from './pieces.js';

export const dialect = 'gemini';
export const model = 'gemini-3-pro-preview';
export const baseUrl = (origin) => `${origin}/v1beta`;

const usage = ({ input, cached, output, reasoning }) => ({
  promptTokenCount: input,
  cachedContentTokenCount: cached,
  candidatesTokenCount: output - reasoning,
  thoughtsTokenCount: reasoning,
  totalTokenCount: input + output,
});

const response = (turn, parts, last) => ({
  candidates: [{ content: { parts, role: 'model' }, ...(last && { finishReason: 'STOP' }), index: 0 }],
  usageMetadata: usage(turn.usage),
  modelVersion: model,
  responseId: 'resp-1',
});

const callParts = (turn) =>
  (turn.calls ?? []).map(({ name, args }, index) => ({
    functionCall: { name, args },
    ...(index === 0 && turn.signature && { thoughtSignature: turn.signature }),
  }));

export function* stream(turn) {
  const event = (parts, last = false) => `data: ${JSON.stringify(response(turn, parts, last))}\r\n\r\n`;
  for (const text of pieces(turn.reasoning)) yield event([{ text, thought: true }]);
  for (const text of pieces(turn.text)) yield event([{ text }]);
  if (turn.hang) return;
  if (turn.calls) yield event(callParts(turn));
  yield event([{ text: '' }], true);
}

export const answer = (turn) =>
  response(
    turn,
    [
      ...(turn.reasoning ? [{ text: turn.reasoning, thought: true }] : []),
      ...(turn.text ? [{ text: turn.text }] : []),
      ...callParts(turn),
    ],
    true,
  );

// The provider of the package `ai` says {name, content} where Google's own client says {output}.
const resultText = ({ name, output, content }) => (name ? content : output);

const kinds = { 429: 'RESOURCE_EXHAUSTED', 400: 'INVALID_ARGUMENT' };

export const error = ({ status, message }) => ({ error: { code: status, message, status: kinds[status] } });

export function read({ path, headers, body }) {
  const contents = body.contents.flatMap((c) => (c.parts ?? []).map((part) => ({ role: c.role ?? 'user', ...part })));
  const calls = contents.filter((part) => part.functionCall);
  const results = contents.filter((part) => part.functionResponse);
  return {
    wrong: [
      !new RegExp(`^/v1beta/models/${model}:(generateContent|streamGenerateContent\\?alt=sse)$`).test(path) && `path ${path}`,
      headers['x-goog-api-key'] !== 'sk-upstream' && 'key',
      calls.length > 0 && !calls[0].thoughtSignature && 'function call without thought_signature',
      results.some((part) => !part.functionResponse.name) && 'functionResponse without name',
      results.some((part) => typeof part.functionResponse.response !== 'object') && 'functionResponse.response is no object',
    ].filter(Boolean),
    streams: path.includes(':streamGenerateContent'),
    system: (body.systemInstruction?.parts ?? []).map((part) => part.text).join('\n'),
    user: body.contents.filter((c) => c.role !== 'model').map((c) => (c.parts ?? []).map((p) => p.text ?? '').join('')),
    tools: (body.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map((tool) => tool.name),
    calls: calls.map(({ functionCall: { id, name, args } }) => ({ id, name, args })),
    results: results.map(({ functionResponse: { id, response } }) => ({
      id,
      text: resultText(response),
    })),
    asksReasoning: body.generationConfig?.thinkingConfig !== undefined,
    thoughts: contents.filter((part) => part.thought).map((part) => part.text),
    signatures: contents.filter((part) => part.thoughtSignature).map((part) => part.thoughtSignature),
  };
}
