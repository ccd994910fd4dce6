import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Job {
  permissions?: unknown;
  'timeout-minutes'?: number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync('.github/workflows/*.{yml,yaml}', { cwd: root });
const workflows = files.map((file) => {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  return {
    file,
    text,
    document: parse(text) as { on: object; permissions: unknown; jobs: Record<string, Job> },
  };
});

describe.each(workflows)('$file (github §5.5)', ({ document, text }) => {
  const jobs = Object.values(document.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('grants nothing at the top, and each job what it needs', () => {
    expect(document.permissions).toEqual({});
    for (const job of jobs) expect(job.permissions).toBeDefined();
  });

  it('pins every action of others to a commit', () => {
    for (const { uses } of steps)
      if (uses !== undefined) expect(uses).toMatch(/^(\.\/?[\w/]*|[\w.-]+\/[\w./-]+@[0-9a-f]{40})$/);
  });

  it('gives scripts values through the environment only', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('never runs with the rights of the target of a pull request', () => {
    expect(text).not.toContain('pull_request_target');
    expect(text).not.toContain('workflow_run:');
  });

  it('says of each checkout whether credentials stay, and of each job how long it may take', () => {
    for (const step of steps)
      if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toHaveProperty('persist-credentials');
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});
