// npm @google/genai
import { ApiError, GoogleGenAI } from '@google/genai';
import { key } from '../gateway.js';

export const name = '@google/genai';
export const family = 'gemini-3-pro';
export const rateLimited = (error) => error instanceof ApiError && error.status === 429;
export const badRequest = (error) => error instanceof ApiError && error.status === 400;

export function connect(origin) {
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin } });

  const params = ({ model, system, prompt, think }) => ({
    model,
    contents: [{ role: 'user', parts: [{ text: prompt }] }],
    config: { systemInstruction: system, ...(think && { thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 } }) },
  });

  async function generate(request, stream) {
    if (!stream) {
      const response = await client.models.generateContent(request);
      return { parts: response.candidates[0].content.parts, last: response };
    }
    const parts = [];
    let last;
    let streamed = '';
    for await (const chunk of await client.models.generateContentStream(request)) {
      parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) if (!part.thought) streamed += part.text ?? '';
      last = chunk;
    }
    return { parts, last, streamed };
  }

  const text = (parts, thought) => parts.filter((part) => part.text && Boolean(part.thought) === thought).map((part) => part.text).join('');

  const result = ({ parts, last, streamed }) => ({
    text: text(parts, false),
    streamed,
    reasoning: text(parts, true),
    usage: {
      input: last.usageMetadata.promptTokenCount,
      cached: last.usageMetadata.cachedContentTokenCount ?? 0,
      output: (last.usageMetadata.candidatesTokenCount ?? 0) + (last.usageMetadata.thoughtsTokenCount ?? 0),
    },
    finish: last.candidates[0].finishReason,
  });

  return {
    async ask(question) {
      return result(await generate(params(question), question.stream));
    },
    async useTool(question, { name: toolName, description, schema, run }) {
      const request = params(question);
      request.config.tools = [{ functionDeclarations: [{ name: toolName, description, parametersJsonSchema: schema }] }];
      const called = await generate(request, question.stream);
      const calls = called.parts.filter((part) => part.functionCall).map((part) => part.functionCall);
      request.contents.push(
        { role: 'model', parts: called.parts },
        {
          role: 'user',
          parts: calls.map((call) => ({ functionResponse: { id: call.id, name: call.name, response: { output: run(call.args) } } })),
        },
      );
      const final = await generate(request, question.stream);
      return { calls, ...result(final), finish: called.last.candidates[0].finishReason };
    },
    async leave(question) {
      const stop = new AbortController();
      const request = params(question);
      request.config.abortSignal = stop.signal;
      for await (const chunk of await client.models.generateContentStream(request)) if (chunk.text) stop.abort();
    },
  };
}

export const finishes = { stop: 'STOP', calls: 'STOP' };
export const aborted = (error) => error.name === 'AbortError';
