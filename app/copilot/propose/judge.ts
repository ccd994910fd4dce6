import type { Flow, FlowDocument, Violation } from '../../../runner/flow/types.ts';
import type { TestReport } from '../../../runner/testing/types.ts';
import { attentionTo } from '../guard/attention.ts';
import { labelFaults } from '../guard/labels.ts';
import { checkFiles } from '../guard/paths.ts';
import { weakenedTests } from '../guard/weakened.ts';
import type { Answer } from '../prompt/answer.ts';
import type { Proposal, ProposedFile, Surroundings } from '../types.ts';
import { abortable, assertWanted } from './abort.ts';
import { type Draft, type DraftPlace, draftFlow } from './draft.ts';
import { withFiles } from './overlay.ts';
import { draftSuite, missingSuite, suitesOf } from './suite.ts';
import { testProposal } from './tests.ts';
import { openValidator, type Validator } from './validate.ts';

/** What is known of an answer once it was looked at. */
export interface Judgement {
  /** Why it may not be proposed; empty where it may. */
  faults: Violation[];
  /** What would be written; texts for messages where there are faults. */
  files: ProposedFile[];
  /** Absent where there are faults. */
  result?: Pick<Proposal, 'changes' | 'undone' | 'secrets' | 'attention' | 'violations' | 'tests'>;
}

/** Where answers are judged. */
export interface Court extends DraftPlace {
  surroundings: Surroundings;
  round: number;
}

/**
 * Looks at answers one after another: guards, validation, tests (issue “Copilot”, how it works). Nothing is written.
 *
 * @throws CopilotError `forbidden` where an answer may not even be repaired
 */
export function openJudge(surroundings: Surroundings): (answer: Answer, court: Court) => Promise<Judgement> {
  const validator = openValidator(surroundings);
  return async (answer, court) => {
    const { wish, round } = court;
    const checked = await checkedDraft(answer, court, validator);
    const { draft, document } = checked;
    const file = fileOf(draft);
    const before = draft.before === undefined ? undefined : await validator.parse(draft.before, draft.file);
    const violations = [...checked.violations, ...labelFaults(before, document)];
    wish.progress?.({ kind: 'validated', round, violations });
    const errors = violations.filter(isError);
    if (!document.flow || errors.length > 0) return { faults: errors, files: [file] };
    assertWanted(wish.signal);
    const valid = { ...document, flow: document.flow };
    const tested = await withTests(answer, file, valid.flow, court);
    checkFiles(tested.files);
    if (tested.report) wish.progress?.({ kind: 'tested', round, report: tested.report });
    if (tested.faults.length > 0) return { faults: tested.faults, files: tested.files };
    return {
      faults: [],
      files: tested.files.filter((one) => one.after !== one.before),
      result: {
        changes: draft.changes,
        undone: draft.undone,
        secrets: [...draft.secrets, ...tested.secrets],
        attention: [...attentionTo(before, valid, surroundings.registry), ...tested.attention],
        violations,
        ...(tested.report && { tests: tested.report }),
      },
    };
  };
}

/** The draft with only the changes that the model meant; where the flow needs the others too, with all. */
async function checkedDraft(
  answer: Answer,
  court: Court,
  validator: Validator,
): Promise<{ draft: Draft; document: FlowDocument; violations: Violation[] }> {
  const check = async (draft: Draft) => ({ draft, ...(await validator.check(draft.file, draft.text)) });
  const { flow, only } = court.wish;
  if (flow && only) return check(await draftFlow({ flow: flow.source }, court));
  const first = await check(await draftFlow(answer, court, answer.changed));
  if (!first.violations.some(isError) || first.draft.undone.length === 0 || !answer.changed) return first;
  const all = await check(await draftFlow(answer, court));
  return all.violations.some(isError) ? first : all;
}

interface WithTests {
  files: ProposedFile[];
  secrets: Draft['secrets'];
  attention: string[];
  faults: Violation[];
  report?: TestReport;
}

async function withTests(answer: Answer, file: ProposedFile, flow: Flow, court: Court): Promise<WithTests> {
  const { wish, surroundings } = court;
  const repository = withFiles(surroundings.repository, [file]);
  const nothing = { files: [file], secrets: [], attention: [] };
  const missing =
    answer.tests === undefined ? missingSuite(wish, await suitesOf(repository, flow), file.path) : [];
  if (missing.length > 0) return { ...nothing, faults: missing };
  const suite =
    wish.tests && answer.tests !== undefined ? await draftSuite(answer.tests, flow, repository) : undefined;
  const files = suite ? [file, suite.file] : [file];
  const kept = { files, secrets: suite?.secrets ?? [], attention: suite ? weakenedTests(suite.file) : [] };
  if (suite && suite.violations.length > 0) return { ...kept, faults: suite.violations };
  const tested = await abortable(
    testProposal(
      { flow, repository: withFiles(surroundings.repository, files), written: suite?.file.path },
      surroundings,
    ),
    wish.signal,
  );
  return { ...kept, faults: tested?.violations ?? [], ...(tested && { report: tested.report }) };
}

function fileOf({ file, before, text }: Draft): ProposedFile {
  return { path: file, ...(before !== undefined && { before }), after: text };
}

function isError({ severity }: Violation): boolean {
  return severity === 'error';
}
