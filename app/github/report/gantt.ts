import type { StateName, TaskRun } from '../../../runner/execution/types.ts';
import { diagramLabel } from '../../../runner/report/escape.ts';
import { mermaidBlock } from './flowchart.ts';
import { iconOf } from './states.ts';
import { spanOf } from './text.ts';

/** More bars than this cannot be read. */
const mostBars = 50;

/**
 * When the task runs were at work, as a Mermaid block with a section for each parent (github §9.3): of many the longest ones.
 * Empty without task runs.
 *
 * @param now epoch milliseconds
 */
export function gantt(runs: readonly TaskRun[], now: number): string {
  if (runs.length === 0) return '';
  const bars = runs.map((run) => ({ run, ...spanOf(run.state, now) }));
  const drawn = new Set(
    bars.length <= mostBars
      ? bars
      : bars.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, mostBars),
  );
  const taskIds = new Map(runs.map(({ id, taskId, value }) => [id, named(taskId, value)]));
  const sections = Map.groupBy(
    bars.filter((bar) => drawn.has(bar)),
    ({ run }) => run.parentTaskRunId,
  );
  const lines = ['gantt', '  dateFormat x', '  axisFormat %H:%M:%S'];
  let next = 0;
  for (const [parent, members] of sections) {
    lines.push(`  section ${diagramLabel((parent !== undefined && taskIds.get(parent)) || 'flow')}`);
    for (const { run, start, end } of members) {
      const { current } = run.state;
      // The icon keeps a task named `section` or `title` from being read as a word of the diagram.
      const label = `${iconOf(current)} ${diagramLabel(named(run.taskId, run.value))}`;
      const from = Math.floor(start);
      const to = Math.max(from + 1, Math.floor(end));
      lines.push(`  ${label} :${kindOf(current)}, t${next++}, ${from}, ${to}`);
    }
  }
  return mermaidBlock(lines);
}

function named(taskId: string, value: string | undefined): string {
  return value === undefined ? taskId : `${taskId} ${value}`;
}

function kindOf(state: StateName): 'done' | 'active' | 'crit' {
  switch (state) {
    case 'FAILED':
    case 'KILLED':
    case 'KILLING':
    case 'CANCELLED':
      return 'crit';
    case 'SUCCESS':
    case 'WARNING':
    case 'RETRIED':
    case 'SKIPPED':
      return 'done';
    default:
      return 'active';
  }
}
