import type { FlowDocument } from '../../flow/types.ts';
import type { Tell } from '../check.ts';
import type { TestSuite } from '../types.ts';

/**
 * The ids of the tasks whose types are not installed, where that is all that is wrong with a flow; `undefined` where more is. A
 * task that has a fixture is never run, so its type need not be installed.
 */
export function tasksNotInstalled({ violations }: FlowDocument): string[] | undefined {
  const errors = violations.filter(({ severity }) => severity === 'error');
  const ids = errors.map(({ path, message }) =>
    message.startsWith('Invalid type: ') ? /\[([^[\]]+)\]\.type$/.exec(path)?.[1] : undefined,
  );
  return ids.length > 0 && ids.every((id) => id !== undefined) ? ids : undefined;
}

/** Cases that would run one of these tasks. */
export function checkNotInstalled(ids: readonly string[], { testCases }: TestSuite, tell: Tell): void {
  testCases.forEach(({ disabled, fixtures }, index) => {
    const missing = ids.filter((id) => !fixtures.tasks.some((fixture) => fixture.id === id));
    if (disabled || missing.length === 0) return;
    const which = missing.map((id) => `'${id}'`).join(', ');
    tell(
      ['testCases', index, 'fixtures', 'tasks'],
      `the flow cannot run: types of its tasks are not installed (${which}). Give each of them a fixture`,
      'error',
    );
  });
}
