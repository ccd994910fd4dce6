import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { summaryMarkdown } from '../../action/summary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the summary', () => {
  const document = (file: string) => ({ file, source: '', violations: [], locate: () => undefined });
  const documents = Array.from({ length: 200 }, (_, index) => document(`flows/${index}.yaml`));
  const violation = { line: 1, column: 1, path: 'tasks', message: 'must not be empty' };
  const violations = [{ ...violation, file: 'flows/7.yaml', severity: 'error' as const }];

  it('given more than GitHub takes, then the verdict and what is wrong stay, and what is left out is said', () => {
    const markdown = summaryMarkdown({ documents, violations, changed: new Set() }, 1000);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(1000);
    expect(markdown).toContain('**1 error in 200 flows**');
    expect(markdown).toContain('`flows/7.yaml:1:1`');
    expect(markdown).toContain('left out');
  });
});

describe.each(['action.yml', 'validate/action.yml', 'run/action.yml'])('%s (github §5.4)', (file) => {
  const { inputs, runs } = parse(readFileSync(resolve(root, file), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
    runs: { using: string; main: string };
  };

  it('starts the bundle that is committed, on Node 24', () => {
    expect(runs.using).toBe('node24');
    expect(existsSync(resolve(root, dirname(file), runs.main))).toBe(true);
  });

  it('has no input that the Action does not read', () => {
    const source = readFileSync(resolve(root, 'action/inputs.ts'), 'utf8');
    for (const name of Object.keys(inputs))
      expect(source.includes(`'${name}'`) || source.includes(`INPUT_${name.toUpperCase()}`), name).toBe(true);
  });
});
