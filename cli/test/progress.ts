import type { SuiteReport } from '../../runner/testing/types.ts';
import { count } from '../report/text.ts';
import type { Terminal } from '../terminal.ts';
import { suiteText } from './pretty.ts';

/** Milliseconds between two pictures. */
const interval = 80;

/** Shows suites as they end, and on a terminal what is being run. */
export interface Progress {
  caseEnded(): void;
  suiteEnded(suite: SuiteReport): void;
  /** Stops showing. */
  close(): void;
}

/** @param total how many suites and cases there are */
export function createProgress(
  terminal: Terminal,
  total: { suites: number; cases: number },
  named: (file: string) => string,
): Progress {
  let cases = 0;
  let suites = 0;
  const status = terminal.interactive
    ? createStatus(() => {
        const done = `${cases}/${count(total.cases, 'case')} of ${count(total.suites, 'suite')}`;
        const width = 20;
        const filled = total.cases === 0 ? 0 : Math.min(width, Math.round((width * cases) / total.cases));
        return `${'━'.repeat(filled)}${terminal.paint.dim('━'.repeat(width - filled))} ${done}`;
      })
    : undefined;
  return {
    caseEnded() {
      cases++;
    },
    suiteEnded(suite) {
      suites++;
      status?.clear();
      terminal.out(suiteText({ ...suite, file: named(suite.file) }, total.suites, terminal.paint));
      if (suites === total.suites) status?.close();
    },
    close: () => status?.close(),
  };
}

/** One line at the bottom that is drawn anew; loaded only where the tests take long enough to be watched. */
function createStatus(text: () => string): { clear(): void; close(): void } {
  let screen: { (text: string): void; clear(): void; done(): void } | undefined;
  let isOpen = true;
  const opening = setTimeout(async () => {
    const { createLogUpdate } = await import('log-update');
    if (isOpen) screen = createLogUpdate(process.stdout);
  }, interval);
  const timer = setInterval(() => screen?.(text()), interval);
  return {
    clear: () => screen?.clear(),
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(opening);
      clearInterval(timer);
      screen?.clear();
      screen?.done();
    },
  };
}
