import { lineHits } from './lines.ts';
import type { Coverage, FlowCoverage } from './types.ts';

/**
 * A coverage in the format of lcov's tracefiles, for tools that draw it beside the code: tasks are functions, their lines are lines,
 * and every other point is a branch of its line.
 */
export function lcovText({ flows }: Coverage): string {
  return flows.map(record).join('');
}

function record({ file, points }: FlowCoverage): string {
  const tasks = points.filter(({ kind }) => kind === 'task');
  const branches = points.filter(({ kind }) => kind !== 'task');
  const lines = [...lineHits(points)];
  return [
    // A line break in a path would begin another record.
    `SF:${file.replace(/[\r\n]/g, ' ')}`,
    ...tasks.map(({ line, name }) => `FN:${line},${name}`),
    ...tasks.map(({ hits, name }) => `FNDA:${hits},${name}`),
    `FNF:${tasks.length}`,
    `FNH:${reached(tasks.map(({ hits }) => hits))}`,
    ...branches.map(({ line, hits }, index) => `BRDA:${line},0,${index},${hits}`),
    `BRF:${branches.length}`,
    `BRH:${reached(branches.map(({ hits }) => hits))}`,
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${reached(lines.map(([, hits]) => hits))}`,
    'end_of_record\n',
  ].join('\n');
}

function reached(hits: readonly number[]): number {
  return hits.filter((count) => count > 0).length;
}
