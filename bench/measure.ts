import { spawn } from 'node:child_process';
import type { Figure } from './types.ts';

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds that `work` takes. */
export async function elapsed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Median over several rounds of operations per second; each round lasts about `milliseconds`. */
export function rate(operation: () => unknown, milliseconds = 300, rounds = 5): number {
  for (let i = 0; i < 1000; i++) operation();
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let count = 0;
    let end = start;
    while (end - start < milliseconds) {
      for (let i = 0; i < 1000; i++) operation();
      count += 1000;
      end = performance.now();
    }
    rates.push((count / (end - start)) * 1000);
  }
  return median(rates);
}

/** Wall milliseconds of a process from start to exit; rejects when it fails. */
export function processTime(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr.slice(-500)}`));
    });
  });
}

/** Times several commands in turn, so that a change of the machine's speed meets all of them; gives the medians. */
export async function alternate(rounds: number, ...commands: (() => Promise<number>)[]): Promise<number[]> {
  const times: number[][] = commands.map(() => []);
  for (const command of commands) await command();
  for (let round = 0; round < rounds; round++)
    for (const [index, command] of commands.entries()) times[index]!.push(await command());
  return times.map(median);
}

/** A figure with its ratio to a reference. */
export function against(
  figure: Omit<Figure, 'ratio'> & { reference: NonNullable<Figure['reference']> },
): Figure {
  return { ...figure, ratio: figure.value / figure.reference.value };
}

/** More than this times the cost per item with half the items is no linear growth; machines waver. */
const tolerance = 1.3;

/** What one item costs with many of them, held against what it costs with fewer: at most as much where growth is linear. */
export function growth(name: string, unit: string, many: Cost, fewer: Cost): Figure {
  const reference = { name: `with ${fewer.count.toLocaleString('en')}`, value: fewer.cost, unit };
  const figure = against({ name, value: many.cost, unit, reference });
  return { ...figure, target: { text: `≤ ${tolerance} ×: linear`, met: figure.ratio! <= tolerance } };
}

/** What one of `count` items costs. */
export interface Cost {
  count: number;
  cost: number;
}
