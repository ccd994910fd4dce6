import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'rolldown';

/** What a step did. */
interface StepResult {
  code: number | null;
  stdout: string;
  summary: string;
  outputs: Record<string, string>;
}

/** The bundle of the sources, in a folder without node_modules above it. */
export async function bundledAction() {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-action-'));
  const { actionBundle } = (await import(
    new URL('../../rolldown.action.config.js', import.meta.url).href
  )) as { actionBundle(dir: string): BuildOptions };
  await build({ ...actionBundle(join(folder, 'dist')), logLevel: 'silent' });
  let checkouts = 0;

  /** Runs a step over a checkout with these files as the runner does: a process, its environment, and files for what it says. */
  const step = (
    files: Readonly<Record<string, string>>,
    inputs: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string>> = {},
  ) => {
    const root = join(folder, `checkout-${++checkouts}`);
    mkdirSync(root);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const place = (name: string) => join(folder, `${name}-${checkouts}`);
    for (const name of ['output', 'summary']) writeFileSync(place(name), '');
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const child = spawn(process.execPath, [join(folder, 'dist/index.js')], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        RUNNER_TEMP: folder,
        GITHUB_WORKSPACE: root,
        GITHUB_OUTPUT: place('output'),
        GITHUB_STEP_SUMMARY: place('summary'),
        ...Object.fromEntries(given),
        ...environment,
      },
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    return new Promise<StepResult & { root: string }>((resolve, reject) => {
      child.on('error', reject).on('close', (code) => {
        const outputs = readOutputs(readFileSync(place('output'), 'utf8'));
        resolve({ code, stdout, outputs, summary: readFileSync(place('summary'), 'utf8'), root });
      });
    });
  };
  return { folder, step, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([\w-]+)<<(end_\w+)\n([\s\S]*?)\n\2\n/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name!, value!]));
}

/** The workflow commands that the runner would follow: none while they are stopped. */
export function commandsIn(stdout: string): string[] {
  let stopped: string | undefined;
  return stdout.split('\n').filter((line) => {
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined;
      return false;
    }
    stopped = /^::stop-commands::(.+)$/.exec(line)?.[1];
    return stopped === undefined && (/^\s*::\w/.test(line) || line.includes('##['));
  });
}
