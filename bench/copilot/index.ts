/**
 * `npm run bench:copilot [-- --provider P --model M --filter TEXT --json --record]`: asks Copilot the prompts of `cases/` and
 * checks what it proposes. The provider and its key are those of `tutti copilot`; without them the answers in `recorded/` are
 * served on this machine. `--record` keeps the answers of a provider there.
 */
import { parseArgs } from 'node:util';
import { openCatalogue } from '../../app/copilot/catalogue/index.ts';
import { CopilotError } from '../../app/copilot/errors.ts';
import { modelSettings, openModel } from '../../app/copilot/model/index.ts';
import type { ModelSettings } from '../../app/copilot/types.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { readCases } from './cases.ts';
import { type Bench, evaluate } from './evaluate.ts';
import { noting, type Recording, readRecording, serveRecorded, writeRecording } from './recorded.ts';
import { summary, table } from './table.ts';
import type { EvaluationCase, Outcome } from './types.ts';

const { values } = parseArgs({
  options: {
    provider: { type: 'string' },
    model: { type: 'string' },
    filter: { type: 'string' },
    json: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const cases = (await readCases()).filter(({ id, prompt }) =>
    `${id} ${prompt}`.toLowerCase().includes((values.filter ?? '').toLowerCase()),
  );
  if (cases.length === 0) return complain(`No prompt has ${values.filter}`);
  const settings = settingsFor();
  if (typeof settings === 'string') return complain(settings);
  if (!settings && (values.record || values.model !== undefined))
    return complain('--model and --record need a provider and its key; docs/copilot.md lists them');
  const registry = pluginRegistry();
  const bench = { registry, catalogue: await openCatalogue(registry) };
  const { outcomes, model } = settings ? await live(cases, settings, bench) : await replay(cases, bench);
  const isRecorded = !settings;
  if (values.json)
    console.log(JSON.stringify({ model, isRecorded, ...summary(outcomes), outcomes }, null, 2));
  else console.log(table(outcomes, { model, isRecorded }));
  return outcomes.every(({ passed }) => passed) ? 0 : 1;
}

/** A sentence where what is said does not suffice. */
function settingsFor(): ModelSettings | undefined | string {
  try {
    return modelSettings({
      ...process.env,
      ...(values.provider !== undefined && { TUTTI_COPILOT_PROVIDER: values.provider }),
      ...(values.model !== undefined && { TUTTI_COPILOT_MODEL: values.model }),
    });
  } catch (error) {
    if (error instanceof CopilotError) return error.message;
    throw error;
  }
}

async function live(cases: readonly EvaluationCase[], settings: ModelSettings, bench: Bench) {
  const outcomes: Outcome[] = [];
  for (const one of cases) {
    process.stderr.write(`${one.id} …\n`);
    const answers: Recording['answers'][number][] = [];
    outcomes.push(await evaluate(one, noting(openModel(settings), answers), bench));
    if (values.record) await writeRecording(one.id, { model: settings.model, answers });
  }
  return { outcomes, model: `${settings.provider}, ${settings.model}` };
}

async function replay(cases: readonly EvaluationCase[], bench: Bench) {
  const recordings = new Map<string, Recording>();
  for (const { id } of cases) recordings.set(id, await readRecording(id));
  const server = await serveRecorded(recordings);
  try {
    const outcomes: Outcome[] = [];
    for (const one of cases) outcomes.push(await evaluate(one, openModel(server.settings(one.id)), bench));
    const models = new Set([...recordings.values()].map(({ model }) => model));
    return { outcomes, model: [...models].join(', ') };
  } finally {
    await server.stop();
  }
}

function complain(message: string): number {
  console.error(message);
  return 2;
}
