import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Catalogue } from '../../app/copilot/catalogue/index.ts';
import { CopilotError } from '../../app/copilot/errors.ts';
import { propose } from '../../app/copilot/propose/index.ts';
import type { Model, Progress, Proposal, TokenUsage, Wish } from '../../app/copilot/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { namespaceReader, openWorkingDirectory } from '../../runner/repository/index.ts';
import { check } from './check.ts';
import type { EvaluationCase, Outcome } from './types.ts';

/** What all cases share. */
export interface Bench {
  registry: Registry;
  catalogue: Catalogue;
}

/** Asks once, as `tutti copilot` does, in a repository of the case’s files; nothing stays. */
export async function evaluate(asked: EvaluationCase, model: Model, bench: Bench): Promise<Outcome> {
  const root = await mkdtemp(join(tmpdir(), 'tutti-copilot-'));
  try {
    for (const [path, text] of Object.entries(asked.files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const begin = performance.now();
    const usage = { input: 0, output: 0 };
    let rounds = 0;
    const progress = (step: Progress) => {
      if (step.kind === 'asked') rounds = step.round;
    };
    const came = await ask(asked, root, { model: counted(model, usage), bench, progress });
    const failures = check(asked, came);
    return {
      id: asked.id,
      level: asked.level,
      passed: failures.length === 0,
      failures,
      rounds,
      usage,
      milliseconds: performance.now() - begin,
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function ask(
  { prompt, namespace, flow, files, tests, failure, conversation }: EvaluationCase,
  root: string,
  { model, bench, progress }: { model: Model; bench: Bench; progress(step: Progress): void },
): Promise<Proposal | CopilotError> {
  const repository = openWorkingDirectory(root);
  const namespaces = await namespaceReader(bench.registry)(repository);
  const wish: Wish = {
    prompt,
    tests,
    progress,
    ...(flow === undefined ? { namespace } : { flow: { file: flow, source: files[flow]! } }),
    ...(failure && { failure }),
    ...(conversation && { conversation }),
  };
  try {
    const surroundings = { repository, registry: bench.registry, namespaces };
    return await propose(wish, { model, catalogue: bench.catalogue, surroundings });
  } catch (error) {
    if (error instanceof CopilotError) return error;
    throw error;
  }
}

/** A model that adds up what it costs: errors do not tell. */
function counted(model: Model, usage: TokenUsage): Model {
  return {
    settings: model.settings,
    async chat(request) {
      const answer = await model.chat(request);
      usage.input += answer.usage.input;
      usage.output += answer.usage.output;
      return answer;
    },
  };
}
