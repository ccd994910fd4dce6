import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findViolations } from './directions.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-directions-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('an import that its room does not allow is refused, with its place', () => {
  write('runner/flow/parse.ts', "const x = 1;\nimport { run } from '../engine/index.ts';\n");
  expect(findViolations(root)).toEqual([
    { file: 'runner/flow/parse.ts', line: 2, target: 'runner/engine/index.ts', allowed: expect.any(String) },
  ]);
});

test.each([
  ['a type', "import type { Cli } from '../../cli/x.ts';"],
  ['a re-export', "export * from '../../cli/x.ts';"],
  ['a dynamic import', "const load = () => import('../../cli/x.ts');"],
  ['the type of an import', "type X = import('../../cli/x.ts').X;"],
  ['an import for its effects', "import '../../cli/x.ts';"],
])('the runner may not reach the command line: %s', (_, source) => {
  write('runner/engine/index.ts', source);
  expect(findViolations(root).map(({ target }) => target)).toEqual(['cli/x.ts']);
});

test('where only types are allowed, a value is refused', () => {
  write('runner/backend/a.ts', "import type { Execution } from '../execution/types.ts';");
  write('runner/backend/b.ts', "import { type Execution } from '../execution/types.ts';");
  write('runner/backend/c.ts', "import { isTerminated } from '../execution/states.ts';");
  write('runner/backend/d.ts', "import { apply, type Execution } from '../execution/machine.ts';");
  write('runner/backend/e.ts', "export { apply } from '../execution/machine.ts';");
  expect(findViolations(root).map(({ file }) => file)).toEqual([
    'runner/backend/d.ts',
    'runner/backend/e.ts',
  ]);
});

test('a folder inside a room may be named like another room', () => {
  write('runner/plugins/core/index.ts', "import './execution/Fail.ts';");
  write('runner/plugins/core/execution/Fail.ts', "import { defineTask } from '../../../plugin/define.ts';");
  expect(findViolations(root)).toEqual([]);
});

test('a plugin that imports the machine is refused', () => {
  write('runner/plugins/core/log/Log.ts', "import type { State } from '../../../execution/types.ts';");
  expect(findViolations(root)).toMatchObject([
    { target: 'runner/execution/types.ts', allowed: 'runner/plugin' },
  ]);
});

test('the command line may import every room', () => {
  write('cli/main.ts', "import '../runner/engine/index.ts';\nimport '../app/server.ts';\n");
  expect(findViolations(root)).toEqual([]);
});

function write(path: string, source: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), source);
}
