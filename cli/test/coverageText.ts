import type { Paint } from '../paint.ts';
import { columns, count, printable } from '../report/text.ts';

/** How many of the points of a flow, or of all, were reached. */
interface Reached {
  points: number;
  hit: number;
  /** 0 to 100. */
  percent: number;
}

/** What is shown of a coverage. */
export interface CoverageFigures {
  flows: readonly ({ namespace: string; flowId: string; file: string } & { summary: Reached })[];
  total: Reached;
}

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

/** Rounded down, so that 100 % means all. */
function percentText({ percent }: Reached): string {
  return `${Math.floor(percent * 10) / 10} %`;
}
