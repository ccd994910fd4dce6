import type { Report } from '../report.ts';
import { isAbsent, isScalar, type Mapping, type Path } from '../values.ts';

/** What an id must look like. */
interface IdRule {
  pattern: string;
  max?: number;
}

/** flow-language §1.2. */
export const flowId: IdRule = { pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*', max: 100 };
/** flow-language §1.2. */
export const namespaceId: IdRule = { pattern: '^[a-z0-9][a-z0-9._-]*', max: 150 };
/** Of tasks and triggers, flow-language §1.3. */
export const taskId: IdRule = { pattern: '^[a-zA-Z0-9][a-zA-Z0-9_-]*', max: 256 };
/** Of inputs and outputs, flow-language §2.1 and §3.4. */
export const inputId: IdRule = { pattern: '^[a-zA-Z0-9][.a-zA-Z0-9_-]*' };

/** Ids that the paths of Kestra's API use (flow-language §1.2). */
export const reservedFlowIds: readonly string[] = [
  'pause',
  'resume',
  'force-run',
  'change-status',
  'kill',
  'executions',
  'search',
  'source',
  'disable',
  'enable',
];

/** Checks the form of `id` and `namespace` of a flow. Absence is reported with the other properties. */
export function checkFlowIds(report: Report, root: Mapping): void {
  if (root['id'] === '') report.error(['id'], 'must not be blank');
  checkForm(report, root['id'], ['id'], flowId, 1);
  checkForm(report, root['namespace'], ['namespace'], namespaceId, 1);
}

/** Checks an id that must be there. */
export function checkId(report: Report, owner: Mapping, path: Path, rule: IdRule): void {
  const id = owner['id'];
  const at = [...path, 'id'];
  if (isAbsent(id)) report.error(at, 'must not be null');
  if (isAbsent(id) || id === '') report.error(at, 'must not be blank');
  checkForm(report, id, at, rule);
}

/** Checks the form of an id that is there. */
export function checkForm(report: Report, id: unknown, path: Path, rule: IdRule, min = 0): void {
  if (!isScalar(id)) return;
  const text = String(id);
  if (!new RegExp(`${rule.pattern}$`).test(text)) report.error(path, `must match "${rule.pattern}"`);
  if (rule.max !== undefined && (text.length > rule.max || text.length < min)) {
    report.error(path, `size must be between ${min} and ${rule.max}`);
  }
}

/** Ids that occur more than once, each named once, with the path of the first repetition. */
export function duplicates(ids: readonly { id: unknown; path: Path }[]): {
  ids: string[];
  path: Path | undefined;
} {
  const seen = new Set<string>();
  const repeated = new Map<string, Path>();
  for (const { id, path } of ids) {
    if (!isScalar(id) || id === '') continue;
    const text = String(id);
    if (seen.has(text) && !repeated.has(text)) repeated.set(text, path);
    seen.add(text);
  }
  return { ids: [...repeated.keys()], path: [...repeated.values()][0] };
}
