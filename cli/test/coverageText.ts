import { type CoverageFigures, percentText } from '../../runner/testing/report/coverage.ts';
import type { Paint } from '../paint.ts';
import { columns, count, printable } from '../report/text.ts';

/** What of the flows was run: a line for each, the least covered first, and in total. `threshold` is in percent. */
export function coverageText(
  { flows, total }: CoverageFigures,
  threshold: number | undefined,
  paint: Paint,
): string {
  const sorted = flows.toSorted((a, b) => a.summary.percent - b.summary.percent);
  const rows = [
    ['coverage', 'points', 'flow', 'file'],
    ...sorted.map(({ namespace, flowId, file, summary }) => [
      percentText(summary),
      `${summary.hit}/${summary.points}`,
      printable(`${namespace}.${flowId}`),
      printable(file),
    ]),
  ];
  const isLow = threshold !== undefined && total.percent < threshold;
  const rule =
    threshold === undefined
      ? ''
      : isLow
        ? `, below the threshold of ${threshold} %`
        : `, at least ${threshold} %`;
  const line = `${isLow ? '✖ ' : ''}${percentText(total)} of ${count(flows.length, 'flow')} covered${rule}`;
  const table = columns(rows, (cell, _, row) => (row === 0 ? paint.dim(cell) : cell));
  return `\n${table}${isLow ? paint.red(line) : line}\n`;
}
