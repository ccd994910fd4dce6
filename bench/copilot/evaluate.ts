import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Catalogue } from '../../app/copilot/catalogue/index.ts';
import { CopilotError } from '../../app/copilot/errors.ts';
import { propose } from '../../app/copilot/propose/index.ts';
import type { Model, Proposal, Wish } from '../../app/copilot/types.ts';
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
    const counted = counting(model);
    const came = await ask(asked, root, counted.model, bench);
    const failures = check(asked, came);
    return {
      id: asked.id,
      level: asked.level,
      passed: failures.length === 0,
      failures,
      rounds: came instanceof Error ? counted.rounds() : came.rounds,
      usage: counted.usage,
      milliseconds: performance.now() - begin,
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function ask(
  { prompt, namespace, flow, files, tests, failure }: EvaluationCase,
  root: string,
  model: Model,
  { registry, catalogue }: Bench,
): Promise<Proposal | CopilotError> {
  const repository = openWorkingDirectory(root);
  const namespaces = await namespaceReader(registry)(repository);
  const wish: Wish = {
    prompt,
    tests,
    ...(flow === undefined ? { namespace } : { flow: { file: flow, source: files[flow]! } }),
    ...(failure && { failure: given(failure) }),
  };
  try {
    return await propose(wish, { model, catalogue, surroundings: { repository, registry, namespaces } });
  } catch (error) {
    if (error instanceof CopilotError) return error;
    throw error;
  }
}

/** What a failed request cost is told by no error. */
function counting(model: Model) {
  const usage = { input: 0, output: 0 };
  let ended = 0;
  const counted: Model = {
    settings: model.settings,
    async chat(request) {
      const answer = await model.chat(request);
      usage.input += answer.usage.input;
      usage.output += answer.usage.output;
      // Look-ups are no rounds.
      if (!answer.toolCalls.some(({ name }) => request.tools?.some((tool) => tool.name === name) && isLookUp(name)))
        ended += 1;
      return answer;
    },
  };
  return { model: counted, usage, rounds: () => ended };
}
