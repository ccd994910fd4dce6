import type { FlowDocument } from '../../flow/types.ts';
import type { TestReport } from '../types.ts';
import { lastLineOf } from './lines.ts';
import { pointsOf } from './points.ts';
import { evidenceOf } from './runs.ts';
import type { Coverage, CoverageSummary, FlowCoverage } from './types.ts';

export type { Coverage } from './types.ts';

/**
 * What of the flows the cases of a report have reached. Flows without a case count as missed; documents that are no valid flow are
 * left out. A task that a fixture ended counts as run, for the flow's logic is what is tested.
 */
export function coverageOf(flows: readonly FlowDocument[], report: Pick<TestReport, 'suites'>): Coverage {
  const covered = flows.flatMap((document) => flowCoverage(document, report));
  return { version: 1, flows: covered, total: summary(covered.flatMap(({ points }) => points)) };
}

function flowCoverage(
  { file, source, flow, locate }: FlowDocument,
  report: Pick<TestReport, 'suites'>,
): FlowCoverage[] {
  if (!flow) return [];
  const evidence = report.suites
    .filter(({ result }) => result.namespace === flow.namespace && result.flowId === flow.id)
    .flatMap(({ cases }) => cases)
    .flatMap(evidenceOf);
  const lines = source.split('\n');
  const points = pointsOf(flow).map(({ kind, name, path, reached }) => {
    const { hits, mocked } = reached(evidence);
    const line = locate(path)?.line ?? 1;
    const endLine = lastLineOf(lines, line, typeof path.at(-1) === 'number');
    return { kind, name, line, endLine, hits, mocked };
  });
  return [{ file, namespace: flow.namespace, flowId: flow.id, points, summary: summary(points) }];
}

/** Counts the points that were reached. */
export function summary(points: readonly { hits: number }[]): CoverageSummary {
  const hit = points.filter(({ hits }) => hits > 0).length;
  return { points: points.length, hit, percent: points.length === 0 ? 100 : (100 * hit) / points.length };
}
