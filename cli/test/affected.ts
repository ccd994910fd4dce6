import type { FlowDocument } from '../../runner/flow/types.ts';
import type { SuiteDocument } from '../../runner/testing/types.ts';

/** A flow and what it runs, as `namespace.id`. */
export interface Calls {
  file: string;
  name: string;
  calls: readonly string[];
}

/**
 * Suites that changed files may make end otherwise: changed ones, those of changed flows and of flows that run these, those in the
 * namespace of a changed `namespace.yaml` or namespace file. A flow that cannot be read any more may be that of any suite.
 */
export function affectedBy(
  changed: ReadonlySet<string>,
  suites: readonly SuiteDocument[],
  flows: readonly Calls[],
  unreadable: readonly FlowDocument[],
): SuiteDocument[] {
  const isAll = unreadable.some(({ file }) => changed.has(file)) || [...changed].some(isSettings);
  if (isAll) return [...suites];
  const names = withCallers(
    new Set(flows.filter(({ file }) => changed.has(file)).map(({ name }) => name)),
    flows,
  );
  const namespaces = [...changed].flatMap((file) => namespaceOf(file) ?? []);
  return suites.filter(
    ({ file, suite }) =>
      changed.has(file) ||
      (suite !== undefined &&
        (names.has(`${suite.namespace}.${suite.flowId}`) ||
          namespaces.some((name) => `${suite.namespace}.`.startsWith(`${name}.`)))),
  );
}

/** Whether a file has to do with flows at all. */
export function isWatched(file: string): boolean {
  return /\.ya?ml$/i.test(file) || namespaceOf(file) !== undefined;
}

/** What all flows share. */
function isSettings(file: string): boolean {
  return file === 'tutti.yaml' || file === 'namespace.yaml';
}

/** The namespace whose folder a file lies in: `<namespace>/files/…` or `<namespace>/namespace.yaml`. */
function namespaceOf(file: string): string | undefined {
  const match = /^(?:.*\/)?([^/]+)\/(?:_?files\/.+|namespace\.yaml)$/.exec(file);
  return match?.[1];
}

/** The flows and those that run them, directly or not. */
function withCallers(names: ReadonlySet<string>, flows: readonly Calls[]): Set<string> {
  const found = new Set(names);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { name, calls } of flows) if (calls.some((call) => found.has(call))) found.add(name);
  }
  return found;
}
