import { cell } from '../../report/escape.ts';
import { count, table } from '../../report/markdown.ts';
import type { CoverageSummary, FlowCoverage } from '../coverage/types.ts';

/** What is shown of a coverage. */
export interface CoverageFigures {
  flows: readonly Pick<FlowCoverage, 'namespace' | 'flowId' | 'file' | 'summary'>[];
  total: CoverageSummary;
}

/** So many flows are read by somebody. */
const mostFlows = 100;

/** What of the flows was run as a Markdown table, the least covered first. Texts of others can do nothing in it (github §8.2). */
export function coverageMarkdown({ flows, total }: CoverageFigures): string {
  const sorted = flows.toSorted((a, b) => a.summary.percent - b.summary.percent);
  const rows = sorted
    .slice(0, mostFlows)
    .map(({ namespace, flowId, summary }) => [
      cell(`${namespace}.${flowId}`),
      `${summary.hit} / ${summary.points}`,
      percentText(summary),
    ]);
  const omitted = sorted.length - rows.length;
  return [
    `**${percentText(total)} of ${count(flows.length, 'flow')} covered**`,
    table(['flow', 'points', 'coverage'], [':--', '--:', '--:'], rows),
    ...(omitted > 0 ? [`_… and ${count(omitted, 'flow')} more._`] : []),
  ].join('\n\n');
}

/** Rounded down, so that 100 % means all. */
export function percentText({ percent }: CoverageSummary): string {
  return `${Math.floor(percent * 10) / 10} %`;
}
