// npm ai (Vercel) with its providers, each at the door of its own vendor.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { key } from '../gateway.js';

globalThis.AI_SDK_LOG_WARNINGS = false;

const failed = (status) => (error) => APICallError.isInstance(error) && error.statusCode === status;

function client(name, family, modelOf, providerOptions) {
  function connect(origin) {
    const options = ({ model, system, prompt, think }) => ({
      model: modelOf(origin)(model),
      instructions: system,
      prompt,
      maxRetries: 0,
      ...(think && { providerOptions }),
    });

    async function run(settings, stream) {
      if (!stream) return generateText(settings);
      let failure;
      const running = streamText({ ...settings, onError: ({ error }) => (failure = error) });
      let streamed = '';
      for await (const delta of running.textStream) streamed += delta;
      if (failure) throw failure;
      return {
        text: await running.text,
        streamed,
        reasoningText: await running.reasoningText,
        usage: await running.usage,
        finishReason: await running.finishReason,
        steps: await running.steps,
      };
    }

    const result = ({ text, streamed, reasoningText, usage, finishReason }) => ({
      text,
      streamed,
      reasoning: reasoningText ?? '',
      usage: { input: usage.inputTokens, cached: usage.inputTokenDetails?.cacheReadTokens ?? 0, output: usage.outputTokens },
      finish: finishReason,
    });

    return {
      async ask(question) {
        return result(await run(options(question), question.stream));
      },
      async useTool(question, { name: toolName, description, schema, run: execute }) {
        const settings = options(question);
        settings.tools = { [toolName]: tool({ description, inputSchema: jsonSchema(schema), execute }) };
        settings.stopWhen = stepCountIs(2);
        const final = await run(settings, question.stream);
        const calls = final.steps[0].toolCalls.map((call) => ({ id: call.toolCallId, name: call.toolName, args: call.input }));
        const last = final.steps.at(-1);
        return { calls, ...result(last), finish: final.steps[0].finishReason };
      },
      async leave(question) {
        const stop = new AbortController();
        const running = streamText({ ...options(question), abortSignal: stop.signal, onError: () => {} });
        for await (const part of running.fullStream) {
          if (part.type === 'text-delta') stop.abort();
          if (part.type === 'abort') throw new DOMException('aborted', 'AbortError');
        }
      },
    };
  }
  return {
    name,
    family,
    connect,
    rateLimited: failed(429),
    badRequest: failed(400),
    finishes: { stop: 'stop', calls: 'tool-calls' },
    aborted: (error) => error.name === 'AbortError',
  };
}

// This provider does not read reasoning at the chat door.
export const chat = {
  ...client('ai with openai chat', 'gpt-5.1', (origin) => createOpenAI({ apiKey: key, baseURL: `${origin}/v1` }).chat, {
    openai: { reasoningEffort: 'medium' },
  }),
  showsReasoning: false,
};

export const responses = client(
  'ai with openai responses',
  'gpt-5.1',
  (origin) => createOpenAI({ apiKey: key, baseURL: `${origin}/v1` }).responses,
  { openai: { reasoningEffort: 'medium', reasoningSummary: 'auto', store: false, include: ['reasoning.encrypted_content'] } },
);

export const anthropic = client(
  'ai with anthropic',
  'claude-sonnet-4-5',
  (origin) => createAnthropic({ apiKey: key, baseURL: `${origin}/v1` }),
  { anthropic: { thinking: { type: 'enabled', budgetTokens: 2000 } } },
);

// Nor does this one read an error within a stream: its answer then ends for no reason that it knows.
export const google = {
  ...client('ai with google', 'gemini-3-pro', (origin) => createGoogleGenerativeAI({ apiKey: key, baseURL: `${origin}/v1beta` }), {
    google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 } },
  }),
  readsStreamErrors: false,
};
