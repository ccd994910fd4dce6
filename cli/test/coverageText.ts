import { belowThreshold, type CoverageThresholds } from '../../runner/testing/coverage/threshold.ts';
import { type CoverageFigures, missedPoints, percentText } from '../../runner/testing/report/coverage.ts';
import type { Paint } from '../paint.ts';
import { clip, columns, count, printable } from '../report/text.ts';

/** So many points of a flow that no case has reached are named. */
const mostMissed = 8;

/** Longest name of a point, in characters. */
const widest = 80;

/**
 * What of the flows was run: a line for each, the least covered first, with what no case has reached, and in total; then what is
 * below a threshold.
 */
export function coverageText(
  coverage: CoverageFigures,
  thresholds: CoverageThresholds,
  paint: Paint,
): string {
  const { flows, total } = coverage;
  const sorted = flows.toSorted((a, b) => a.summary.percent - b.summary.percent);
  const header = ['coverage', 'points', 'flow', 'file'];
  const cells = sorted.map(({ namespace, flowId, file, summary }) => [
    percentText(summary),
    `${summary.hit}/${summary.points}`,
    printable(`${namespace}.${flowId}`),
    printable(file),
  ]);
  const [head, ...rows] = columns([header, ...cells], (cell, _, row) => (row === 0 ? paint.dim(cell) : cell))
    .trimEnd()
    .split('\n');
  const table = [head, ...rows.flatMap((row, index) => [row, ...missed(sorted[index]!, paint)])];
  const short = belowThreshold(coverage, thresholds);
  const isLow = short.some(({ flow }) => flow === undefined);
  const rule =
    thresholds.total === undefined
      ? ''
      : `, ${isLow ? 'below the threshold of' : 'at least'} ${thresholds.total} %`;
  const line = `${isLow ? '✖ ' : ''}${percentText(total)} of ${count(flows.length, 'flow')} covered${rule}`;
  const thin = short.flatMap(({ flow, percent, least }) =>
    flow === undefined
      ? []
      : [`✖ ${percentText({ percent })} of ${printable(flow)} covered, below the threshold of ${least} %`],
  );
  const end = [isLow ? paint.red(line) : line, ...thin.map((text) => paint.red(text))];
  return `\n${[...table, ...end].join('\n')}\n`;
}

function missed(flow: CoverageFigures['flows'][number], paint: Paint): string[] {
  // A flow without any hit says so by its percentage.
  if (flow.summary.hit === 0) return [];
  const { texts, omitted } = missedPoints(flow, mostMissed);
  const lines = texts.map((text) => `  line ${clip(printable(text), widest)}`);
  return [...lines, ...(omitted > 0 ? [`  and ${omitted} more`] : [])].map((text) => paint.dim(text));
}
