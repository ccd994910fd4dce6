import { type Answer, answer } from '../../app/ask/answer.ts';
import { openDocs } from '../../app/ask/index.ts';
import type { FoundPassage } from '../../app/ask/types.ts';
import { CopilotError } from '../../app/copilot/errors.ts';
import { modelSettings, openModel } from '../../app/copilot/model/index.ts';
import type { Model } from '../../app/copilot/types.ts';
import { clean } from '../../runner/report/escape.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import type { Paint } from '../paint.ts';
import { jsonText } from '../report/json.ts';
import { count, printable } from '../report/text.ts';
import { readCopilotConfig } from '../serve/config.ts';
import { rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';

export interface AskOptions {
  limit: number;
  /** False for `--no-model`. */
  model: boolean;
  json?: boolean;
}

/** Characters of a passage that are shown without a model. */
const excerpt = 400;

/** `tutti ask`: shows an answer with its sources, or the passages alone; gives the exit code. */
export async function askDocs(question: string, options: AskOptions, terminal: Terminal): Promise<number> {
  if (question.trim() === '') throw new Refusal('Expected a question, found an empty text.');
  const docs = openDocs();
  const model = options.model ? configuredModel() : undefined;
  const limit = options.limit;
  let found: Answer;
  try {
    found = await answer(question, { docs, limit, ...(model && { model }) });
  } catch (error) {
    if (!(error instanceof CopilotError)) throw error;
    terminal.err(
      `${terminal.errPaint.yellow('No answer of the model:')} ${error.message}. These are the passages.\n`,
    );
    found = await answer(question, { docs, limit });
  }
  terminal.out(options.json ? jsonText({ ...found }) : answerText(found, terminal.paint));
  return found.sources.length > 0 ? exitCodes.ok : exitCodes.failed;
}

/** What a configuration lacks is no matter of a question. */
function configuredModel(): Model | undefined {
  try {
    const settings = modelSettings(process.env, readCopilotConfig(rootFor(undefined, process.cwd())));
    return settings && openModel(settings);
  } catch (error) {
    if (error instanceof CopilotError) return undefined;
    throw new Refusal(messageOf(error), { cause: error });
  }
}

function answerText({ text, sources, usage }: Answer, paint: Paint): string {
  if (sources.length === 0)
    return 'The documentation says nothing of it. Other words may find it; README.md lists the pages.\n';
  const place = ({ path, anchor }: FoundPassage) => paint.cyan(anchor === '' ? path : `${path}#${anchor}`);
  if (text === undefined)
    return sources
      .map(
        (source) =>
          `${paint.bold(printable(source.title))}  ${place(source)}\n${indented(shortened(source.text))}\n`,
      )
      .join('\n');
  const lines = sources.map((source, index) => `[${index + 1}] ${printable(source.title)}  ${place(source)}`);
  const cost = usage ? `\n${paint.dim(count(usage.input + usage.output, 'token'))}` : '';
  return `${clean(text).split('\n').map(printable).join('\n')}\n\n${lines.join('\n')}${cost}\n`;
}

function shortened(text: string): string {
  return text.length > excerpt ? `${text.slice(0, excerpt).replace(/\s+\S*$/, '')} …` : text;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${printable(line)}`)
    .join('\n');
}
