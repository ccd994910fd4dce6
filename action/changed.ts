import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Environment } from './inputs.ts';

/** What the event that started the workflow says, as far as the Action asks. */
export interface Event {
  pull_request?: { number?: number; base?: { sha?: string } };
  merge_group?: { base_sha?: string };
  before?: string;
}

/** The event's payload; empty where there is none, or it cannot be read. */
export function readEvent(environment: Environment): Event {
  try {
    const value: unknown = JSON.parse(readFileSync(environment['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const run = promisify(execFile);

/**
 * Files that the event changes, as paths from the root of the checkout; `undefined` where that is not known, as where only the
 * last commit was fetched. Reads the checkout, never the network.
 */
export async function changedFiles(event: Event, workspace: string): Promise<Set<string> | undefined> {
  const base = event.pull_request?.base?.sha ?? event.merge_group?.base_sha ?? event.before;
  if (base === undefined || !/^[0-9a-f]{40,64}$/.test(base)) return undefined;
  try {
    const { stdout } = await run(
      'git',
      // The checkout may belong to another user than that of a container.
      [
        '-c',
        `safe.directory=${workspace}`,
        'diff',
        '--name-only',
        '--no-ext-diff',
        '--no-textconv',
        '-z',
        base,
        'HEAD',
      ],
      { cwd: workspace, maxBuffer: 64 << 20, timeout: 30_000 },
    );
    return new Set(stdout.split('\0').filter((file) => file !== ''));
  } catch {
    return undefined;
  }
}
