import { cell } from '../../report/escape.ts';
import { count, table } from '../../report/markdown.ts';
import type { CoveragePoint, CoverageSummary, FlowCoverage } from '../coverage/types.ts';

/** What is shown of a coverage. */
export interface CoverageFigures {
  flows: readonly (Pick<FlowCoverage, 'namespace' | 'flowId' | 'file' | 'summary'> & {
    points: readonly Pick<CoveragePoint, 'kind' | 'name' | 'line' | 'hits'>[];
  })[];
  total: CoverageSummary;
}

/** So many flows are read by somebody. */
const mostFlows = 100;

/** What of the flows was run as a Markdown table, the least covered first. Texts of others can do nothing in it (github §8.2). */
export function coverageMarkdown({ flows, total }: CoverageFigures): string {
  const sorted = flows.toSorted((a, b) => a.summary.percent - b.summary.percent);
  const rows = sorted
    .slice(0, mostFlows)
    .map((flow) => [
      cell(`${flow.namespace}.${flow.flowId}`),
      `${flow.summary.hit} / ${flow.summary.points}`,
      percentText(flow.summary),
      missedCell(flow),
    ]);
  const omitted = sorted.length - rows.length;
  return [
    `**${percentText(total)} of ${count(flows.length, 'flow')} covered**`,
    table(['flow', 'points', 'coverage', 'not reached, by line'], [':--', '--:', '--:', ':--'], rows),
    ...(omitted > 0 ? [`_… and ${count(omitted, 'flow')} more._`] : []),
  ].join('\n\n');
}

function missedCell(flow: CoverageFigures['flows'][number]): string {
  const { texts, omitted } = missedPoints(flow, 3);
  if (texts.length === 0) return '';
  return cell([...texts, ...(omitted > 0 ? [`and ${omitted} more`] : [])].join('; '));
}

/**
 * What of a flow was not reached, by line: `12 else of decide`, `20 task tidy`. At most `most` texts; `omitted` counts the others.
 */
export function missedPoints(
  { points }: Pick<CoverageFigures['flows'][number], 'points'>,
  most: number,
): { texts: string[]; omitted: number } {
  const missed = points.filter(({ hits }) => hits === 0).toSorted((a, b) => a.line - b.line);
  const texts = missed.slice(0, most).map((point) => `${point.line} ${pointText(point)}`);
  return { texts, omitted: missed.length - texts.length };
}

function pointText({ kind, name }: Pick<CoveragePoint, 'kind' | 'name'>): string {
  const [owner, way] = name.split(/: (.*)/s, 2);
  switch (kind) {
    case 'branch':
      return `${way} of ${owner}`;
    case 'loop':
      return `${way} in ${owner}`;
    case 'runIf':
      return `runIf ${way} of ${owner}`;
    case 'input':
      return `input ${owner} ${way}`;
    case 'retry':
    case 'allowFailure':
      return `${kind} of ${name}`;
    case 'errors':
    case 'finally':
    case 'afterExecution':
      return `${kind} of ${name === 'flow' ? 'the flow' : name}`;
    case 'task':
    case 'trigger':
      return `${kind} ${name}`;
  }
}

/** Rounded down, so that 100 % means all. */
export function percentText({ percent }: Pick<CoverageSummary, 'percent'>): string {
  return `${Math.floor(percent * 10) / 10} %`;
}
