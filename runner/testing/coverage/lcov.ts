import type { Coverage, CoveragePoint, FlowCoverage } from './types.ts';

/**
 * A coverage in the format of lcov's tracefiles, for tools that draw it beside the code: tasks are lines, and every other point is
 * a branch of its line.
 */
export function lcovText({ flows }: Coverage): string {
  return flows.map(record).join('');
}

function record({ file, points }: FlowCoverage): string {
  const tasks = points.filter(({ kind }) => kind === 'task');
  const branches = points.filter(({ kind }) => kind !== 'task');
  return [
    `SF:${file}`,
    ...branches.map(({ line, hits }, index) => `BRDA:${line},0,${index},${hits}`),
    `BRF:${branches.length}`,
    `BRH:${hitOf(branches)}`,
    ...tasks.map(({ line, hits }) => `DA:${line},${hits}`),
    `LF:${tasks.length}`,
    `LH:${hitOf(tasks)}`,
    'end_of_record\n',
  ].join('\n');
}

function hitOf(points: readonly CoveragePoint[]): number {
  return points.filter(({ hits }) => hits > 0).length;
}
