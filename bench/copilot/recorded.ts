import { readFile, writeFile } from 'node:fs/promises';
import type { Model, ModelSettings } from '../../app/copilot/types.ts';

const folder = new URL('./recorded/', import.meta.url);

/** What a model answered to one case, one request after another. */
export interface Recording {
  /** Which model it was; `by hand` where a person wrote what a good one would answer. */
  model: string;
  answers: readonly RecordedAnswer[];
}

interface RecordedAnswer {
  content?: string;
  /** Arguments as JSON, so that they can be read. */
  toolCalls?: readonly { name: string; arguments: unknown }[];
  /** As the provider counted; estimated by the server where a person wrote the answer. */
  usage?: { input: number; output: number };
}

/** A provider on this machine that gives recorded answers: the model’s name says of which case. */
export interface RecordedServer {
  settings(id: string): ModelSettings;
  stop(): Promise<unknown>;
}

/** Serves recordings over HTTP. Each case may be asked once; requests that nothing was recorded for fail. */
export async function serveRecorded(recordings: ReadonlyMap<string, Recording>): Promise<RecordedServer> {
  const { LLMock } = await import('@copilotkit/aimock');
  const mock = new LLMock({ port: 0, strict: true, logLevel: 'silent' });
  for (const [id, { answers }] of recordings)
    for (const [index, answer] of answers.entries())
      mock.on({ model: id, sequenceIndex: index }, responseOf(answer));
  await mock.start();
  return {
    settings: (id) => ({
      provider: 'custom',
      baseUrl: `${mock.url}/v1`,
      model: id,
      maxOutputTokens: 8_000,
      timeout: 30_000,
    }),
    stop: () => mock.stop(),
  };
}

function responseOf({ content, toolCalls = [], usage }: RecordedAnswer) {
  const cost = usage && { usage: { prompt_tokens: usage.input, completion_tokens: usage.output } };
  if (toolCalls.length === 0) return { content: content ?? '', ...cost };
  const calls = toolCalls.map((call) => ({ name: call.name, arguments: textOf(call.arguments) }));
  return { ...(content !== undefined && { content }), toolCalls: calls, ...cost };
}

/** Arguments that were no JSON are kept as text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The recording of a case. @throws Error where there is none */
export async function readRecording(id: string): Promise<Recording> {
  return JSON.parse(await readFile(new URL(`${id}.json`, folder), 'utf8')) as Recording;
}

/** Keeps what a model answered to a case, in place of what was kept before. */
export async function writeRecording(id: string, recording: Recording): Promise<void> {
  await writeFile(new URL(`${id}.json`, folder), `${JSON.stringify(recording, null, 2)}\n`);
}

/** A model whose answers are noted in `answers`. */
export function noting(model: Model, answers: RecordedAnswer[]): Model {
  return {
    settings: model.settings,
    async chat(request) {
      const answer = await model.chat(request);
      const { content, toolCalls, usage } = answer;
      answers.push({
        ...(content !== '' && { content }),
        ...(toolCalls.length > 0 && {
          toolCalls: toolCalls.map(({ name, arguments: text }) => ({ name, arguments: argumentsOf(text) })),
        }),
        usage,
      });
      return answer;
    },
  };
}

function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
