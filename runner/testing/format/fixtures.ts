import type { StateName } from '../../execution/types.ts';
import { check } from '../../expression/index.ts';
import { eachMapping } from '../../flow/checks/document.ts';
import { checkId, taskId } from '../../flow/checks/ids.ts';
import { checkShape, type Shape } from '../../flow/checks/shape.ts';
import { checkTexts } from '../../flow/checks/templates.ts';
import type { Report } from '../../flow/report.ts';
import {
  describe,
  isAbsent,
  isMapping,
  isScalar,
  listOf,
  type Mapping,
  type Path,
} from '../../flow/values.ts';

/** States that a task which is not run may end in. */
export const fixtureStates = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'SKIPPED',
] as const satisfies StateName[];

const fixtures: Shape = {
  inputs: { kind: 'map' },
  files: { kind: 'map' },
  tasks: { kind: 'list' },
  trigger: { kind: 'map' },
  time: { kind: 'text' },
};

const taskFixture: Shape = {
  id: { kind: 'text' },
  value: { kind: 'text' },
  state: { kind: 'text', oneOf: fixtureStates },
  outputs: { kind: 'map' },
  description: { kind: 'text' },
};

const triggerFixture: Shape = {
  id: { kind: 'text' },
  type: { kind: 'text', required: true },
  variables: { kind: 'map' },
};

/** Checks what a case gives to its execution (surfaces §1.1). */
export function checkFixtures(report: Report, value: Mapping, path: Path): void {
  checkShape(report, value, path, 'Fixtures', fixtures);
  checkFiles(report, value['files'], [...path, 'files']);
  eachMapping(report, value['tasks'], [...path, 'tasks'], checkTask);
  checkRepetitions(report, value['tasks'], [...path, 'tasks']);
  if (isMapping(value['trigger'])) {
    checkShape(report, value['trigger'], [...path, 'trigger'], 'TriggerFixture', triggerFixture);
    checkId(report, value['trigger'], [...path, 'trigger'], taskId);
  }
  checkTime(report, value['time'], [...path, 'time']);
  checkTexts(report, value, path, check);
}

function checkFiles(report: Report, files: unknown, path: Path): void {
  if (!isMapping(files)) return;
  for (const [name, content] of Object.entries(files)) {
    if (name.trim() === '') report.error([...path, name], 'the name of a file must not be blank', 'key');
    if (!isScalar(content))
      report.error(
        [...path, name],
        `must be the content of the file as a text (JSON in quotes, or a block after "|"), but found ${describe(content)}`,
      );
  }
}

function checkTask(report: Report, value: Mapping, path: Path): void {
  const { assets, ...known } = value;
  if (!isAbsent(assets)) report.info([...path, 'assets'], "'assets' are not kept", 'key');
  checkShape(report, known, path, 'TaskFixture', taskFixture);
  checkId(report, value, path, taskId);
}

/** The second of two could never count. */
function checkRepetitions(report: Report, tasks: unknown, path: Path): void {
  const seen = new Set<string>();
  listOf(tasks).forEach((task, index) => {
    if (!isMapping(task) || !isScalar(task['id'])) return;
    const { id, value } = task;
    const key = JSON.stringify([String(id), isAbsent(value) ? null : String(value)]);
    const which = isAbsent(value) ? '' : ` and the value "${String(value)}"`;
    if (seen.has(key))
      report.error([...path, index, 'id'], `there is a fixture for the task '${String(id)}'${which} already`);
    seen.add(key);
  });
}

function checkTime(report: Report, time: unknown, path: Path): void {
  if (isAbsent(time) || !isScalar(time)) return;
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(String(time));
  if (!isInstant || Number.isNaN(Date.parse(String(time))))
    report.error(path, `must be an instant such as 2025-01-31T09:00:00Z, but found ${describe(time)}`);
}
