import { setTimeout as delay } from 'node:timers/promises';
import { didYouMean, suggest } from '../../../../runner/flow/suggest.ts';
import type { SuiteDocument } from '../../../../runner/testing/index.ts';
import { identityOf } from '../../../../runner/testing/suites.ts';
import { reaches, roleOf } from '../../permission.ts';
import { testsReply } from '../../report/index.ts';
import { type CommandContext, CommandRefused, type Verb } from '../types.ts';
import { sha } from './shared.ts';

/** How long the answer waits for the tests, milliseconds; then the check alone shows their end. */
const patience = 20_000;

export const test: Verb = {
  name: 'test',
  summary: 'Runs the unit tests of the pull request again.',
  words: [
    {
      name: 'FLOW',
      optional: true,
      description:
        'A flow or a suite, namespace.id or its id; by default all tests that the change concerns.',
    },
  ],
  options: [
    { name: 'filter', value: 'TEXT', description: 'Only suites and cases with this text in their names.' },
    sha,
  ],
  minimum: 'write',
  own: 'pull',
  effect: 'reads',
  pullOnly: true,
  async run(context) {
    const { given, pinned, repository, tests, hint } = context;
    if (!pinned || !tests) throw new CommandRefused('`test` is for pull requests.');
    await checkTrusted(context);
    const [named] = given.words;
    const filter = given.options['filter'];
    const isCase = caseFilter(named, typeof filter === 'string' ? filter : undefined);
    const isChoice = named !== undefined || filter !== undefined;
    const suites = isChoice ? await tests.suites(repository, pinned.sha) : [];
    const fresh = suites.filter((suite) => isMeant(suite, isCase));
    if (isChoice && fresh.length === 0) throw new CommandRefused(absence(named, suites));
    const done = tests.again({
      ...{ repository, sha: pinned.sha, pull: pinned.number, trust: pinned.trust },
      ...(isChoice && { fresh: new Set(fresh.map(({ file }) => file)) }),
    });
    const waiting = new AbortController();
    const result = await Promise.race([
      done,
      delay(patience, undefined, { signal: AbortSignal.any([waiting.signal, hint.signal]) }),
    ]).finally(() => waiting.abort());
    const reply = result && testsReply(result, isCase);
    if (result) return reply ? { reply } : {};
    return { reply: { icon: '⏳', sentence: 'The tests go on: the check `tutti tests` shows how they end' } };
  },
};

/** The author of a fork may ask for tests of a commit that somebody with write access trusts (github §4.2). */
async function checkTrusted({ pinned, services, repository, author }: CommandContext): Promise<void> {
  if (pinned?.trust !== 'fork') return;
  if (reaches(await roleOf(services.github, repository, author), 'write')) return;
  throw new CommandRefused(
    `\`test\` needs the permission write, or that somebody with it says \`/tutti ok ${pinned.sha}\`.`,
    { repeated: 'role test' },
  );
}

/** Whether a case is asked for. */
export type IsCase = (
  suite: { id: unknown; namespace: unknown; flowId: unknown },
  testCase: string,
) => boolean;

function caseFilter(named: string | undefined, filter: string | undefined): IsCase {
  const text = filter?.toLowerCase();
  return ({ id, namespace, flowId }, testCase) => {
    const names = [id, flowId, `${namespace}.${id}`, `${namespace}.${flowId}`];
    if (named !== undefined && !names.includes(named)) return false;
    return text === undefined || `${namespace}.${id} ${testCase}`.toLowerCase().includes(text);
  };
}

/** A suite that is not valid has no cases; its name decides. */
function isMeant(document: SuiteDocument, isCase: IsCase): boolean {
  const { id, namespace, flowId } = identityOf(document);
  const cases = document.suite?.testCases.map((one) => one.id) ?? [''];
  return cases.some((one) => isCase({ id, namespace, flowId }, one));
}

function absence(named: string | undefined, suites: readonly SuiteDocument[]): string {
  if (suites.length === 0) return 'There are no unit tests here.';
  const names = suites.flatMap((suite) => {
    const { id, namespace, flowId } = identityOf(suite);
    return [`${namespace}.${flowId}`, `${namespace}.${id}`];
  });
  if (named === undefined) return 'There is no suite or case with this text in its name.';
  const near = didYouMean(
    suggest(named, [...new Set([...names, ...names.map((one) => one.split('.').at(-1)!)])]),
  );
  const listed = [...new Set(names)].slice(0, 20).join(', ');
  return near === ''
    ? `There is no unit test of “${named}” here. There are: ${listed}.`
    : `There is no unit test of “${named}” here${near}`;
}
