/**
 * `npm run bench [-- NAME… --json]`: measures and prints a table. Machines differ, so figures are given beside something
 * measured in the same run where there is something to hold them against. Each workload has a process of its own, so that
 * none inherits another's memory. Benchmarks measure, tests do not time.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { Figure, Workload } from './types.ts';

const workloads: Readonly<Record<string, () => Promise<Workload>>> = {
  start: async () => (await import('./workloads/start.ts')).start,
  executions: async () => (await import('./workloads/executions.ts')).executions,
  fanOut: async () => (await import('./workloads/fanOut.ts')).fanOut,
  logLines: async () => (await import('./workloads/logLines.ts')).logLines,
  schedule: async () => (await import('./workloads/schedule.ts')).schedule,
  concurrent: async () => (await import('./workloads/concurrent.ts')).concurrent,
  recovery: async () => (await import('./workloads/recovery.ts')).recovery,
  executionList: async () => (await import('./workloads/executionList.ts')).executionList,
  idleMemory: async () => (await import('./workloads/idleMemory.ts')).idleMemory,
  githubApp: async () => (await import('./workloads/githubApp.ts')).githubApp,
  renders: async () => (await import('./workloads/renders.ts')).renders,
  flows: async () => (await import('./workloads/flows.ts')).flows,
  unitTests: async () => (await import('./workloads/unitTests.ts')).unitTests,
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    // Runs one workload in this process and prints its figures: what the command calls for each of them.
    only: { type: 'string' },
  },
  allowPositionals: true,
});

if (values.only !== undefined) {
  const workload = await workloads[values.only]!();
  console.log(JSON.stringify(await workload()));
} else await main();

async function main(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(workloads);
  const unknown = names.filter((name) => !(name in workloads));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(workloads).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const figures: Figure[] = [];
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    figures.push(...(await measure(name)));
  }
  if (values.json)
    console.log(JSON.stringify({ node: process.version, cores: availableParallelism(), figures }, null, 2));
  else printTable(figures);
}

async function measure(name: string): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(import.meta.url),
    '--only',
    name,
  ]);
  return JSON.parse(stdout) as Figure[];
}

function printTable(rows: readonly Figure[]): void {
  const cells = rows.map(({ name, value, unit, reference, ratio, target }) => [
    name,
    `${number(value)} ${unit}`,
    reference
      ? `${ratio === undefined ? '' : `${number(ratio)} × `}${reference.name} (${number(reference.value)} ${reference.unit})`
      : '',
    target ? `${target.met ? 'met   ' : 'MISSED'} ${target.text}` : '',
  ]);
  const header = ['figure', 'value', 'against', 'target'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]!.length)),
  );
  for (const row of [header, widths.map((width) => '─'.repeat(width)), ...cells])
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
