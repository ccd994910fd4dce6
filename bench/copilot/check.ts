import { parse } from 'yaml';
import type { CopilotError } from '../../app/copilot/errors.ts';
import { looksSecret } from '../../app/copilot/guard/secrets.ts';
import type { Proposal, ProposedFile } from '../../app/copilot/types.ts';
import { isPart, stands, valueAt } from './part.ts';
import type { EvaluationCase, Expectation } from './types.ts';

/** What does not hold of a proposal, or of the reason why there is none; sentences. */
export function check(asked: EvaluationCase, came: Proposal | CopilotError): string[] {
  const { expect } = asked;
  if (came instanceof Error) {
    const faults = came.violations.map(({ file, line, message }) => `${file}:${line} ${message}`);
    return came.failure === expect.outcome
      ? []
      : [`expected ${expect.outcome}, found ${came.failure}: ${[came.message, ...faults].join('; ')}`];
  }
  if (expect.outcome !== 'proposal') return [`expected ${expect.outcome}, found a proposal: ${came.title}`];
  const flow = flowOf(asked, came);
  if (!flow) return ['no flow is proposed'];
  return [
    ...partFailures(expect, parse(flow.after)),
    ...textFailures(expect, flow.after, came.files),
    ...untouchedFailures(expect, flow),
    ...otherFailures(asked, came),
  ];
}

/** Suites alone leave the flow as it was. */
function flowOf({ flow, files }: EvaluationCase, { files: proposed }: Proposal): ProposedFile | undefined {
  const found = proposed.find(({ path, after }) => (flow ? path === flow : /^tasks:/m.test(after)));
  if (found || flow === undefined) return found;
  return { path: flow, before: files[flow]!, after: files[flow]! };
}

function partFailures({ has, lacks, at }: Expectation, flow: unknown): string[] {
  return [
    ...has.filter((part) => !stands(part, flow)).map((part) => `nothing is as ${shown(part)}`),
    ...lacks.filter((part) => stands(part, flow)).map((part) => `something is as ${shown(part)}`),
    ...Object.entries(at).flatMap(([path, part]) => {
      const found = valueAt(flow, path);
      return isPart(part, found) ? [] : [`${path}: expected ${shown(part)}, found ${shown(found)}`];
    }),
  ];
}

function textFailures(
  { matches, never }: Expectation,
  text: string,
  files: readonly ProposedFile[],
): string[] {
  const all = files.map(({ after }) => after).join('\n');
  return [
    ...matches
      .filter((one) => !new RegExp(one, 'm').test(text))
      .map((one) => `the flow has nothing like ${one}`),
    ...never.filter((one) => new RegExp(one, 'm').test(all)).map((one) => `there is something like ${one}`),
    ...(looksSecret(all) ? ['a credential is written out'] : []),
  ];
}

/** Lines of the original that are gone, or changed, or elsewhere. */
function untouchedFailures({ loses }: Expectation, { before, after }: ProposedFile): string[] {
  if (before === undefined) return [];
  const lines = before.split('\n').filter((line) => line.trim() !== '' && !loses.includes(line.trim()));
  const left = after.split('\n');
  const failures: string[] = [];
  for (const line of lines) {
    const at = left.indexOf(line);
    if (at === -1) failures.push(`a line is not as it was: ${JSON.stringify(line)}`);
    else left.splice(0, at + 1);
  }
  return failures.slice(0, 3);
}

function otherFailures({ tests, expect }: EvaluationCase, { secrets, tests: report }: Proposal): string[] {
  const isNamed = (wanted: string) => secrets.some(({ name }) => new RegExp(wanted).test(name));
  const passed = report?.counts.passed ?? 0;
  const least = Math.max(expect.cases, tests ? 1 : 0);
  return [
    ...expect.secrets
      .filter((wanted) => !isNamed(wanted))
      .map((wanted) => `no secret ${wanted} is to be created`),
    ...(passed < least ? [`expected ${least} test cases that pass, found ${passed}`] : []),
  ];
}

function shown(part: unknown): string {
  return JSON.stringify(part) ?? 'nothing';
}
