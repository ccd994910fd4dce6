import type { LogEntry } from '../../runner/execution/types.ts';
import { drawFrame, drawTree } from '../live/draw.ts';
import { createTree } from '../live/tree.ts';
import { createPaint } from '../paint.ts';
import { logLine } from '../report/logs.ts';
import type { Terminal } from '../terminal.ts';
import type { Reporter } from './reporter.ts';

/** Milliseconds between two pictures: 15 a second while something changes, 4 while only time goes on. */
const busy = 66;
const idle = 250;

/** Log entries that are kept for the picture. */
const tailLength = 10;

/** The execution as a tree that is redrawn in place. What ended before the first picture is drawn once, at the end. */
export function createLiveReporter(executionId: string, terminal: Terminal): Reporter {
  const tree = createTree(executionId);
  const plain = createPaint(false);
  let tail: LogEntry[] = [];
  let hasChanged = false;
  let drawnAt = performance.now();
  let screen: { (text: string): void; clear(): void; done(): void } | undefined;

  const frame = () => {
    const { columns, rows } = terminal.size();
    const lines = tail.map((entry) => {
      const run = entry.taskRunId === undefined ? undefined : tree.taskRun(entry.taskRunId);
      return logLine(entry, run?.value, plain).trimEnd();
    });
    // The last row stays free for the cursor.
    return { columns, rows: rows - 1, now: Date.now(), paint: terminal.paint, tail: lines };
  };
  const draw = () => {
    const now = performance.now();
    if (!hasChanged && now - drawnAt < idle) return;
    hasChanged = false;
    drawnAt = now;
    screen?.(drawFrame(tree, frame()));
  };
  // Loaded only by executions that last long enough to be watched.
  const opening = setTimeout(async () => {
    const { createLogUpdate } = await import('log-update');
    if (isOpen) screen = createLogUpdate(process.stdout);
  }, busy);
  const timer = setInterval(draw, busy);
  let isOpen = true;

  return {
    changed(execution, taskRuns) {
      tree.apply(execution, taskRuns);
      hasChanged = true;
    },
    logged(entries) {
      tail = [...tail, ...entries.slice(-tailLength)].slice(-tailLength);
      hasChanged = true;
    },
    clear() {
      screen?.clear();
      hasChanged = true;
    },
    close() {
      isOpen = false;
      clearTimeout(opening);
      clearInterval(timer);
      screen?.clear();
      // Gives the cursor back.
      screen?.done();
      const { rows, ...rest } = frame();
      terminal.out(
        drawTree(tree, Math.max(10, rows), rest)
          .map((line) => `${line}\n`)
          .join(''),
      );
    },
  };
}
