import type { LogLevel } from '../../execution/types.ts';

const levels: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** Levels as numbers that compare. */
export function levelNumber(level: LogLevel): number {
  return levels.indexOf(level);
}

/** The level of a number that `levelNumber` gave. */
export function levelOf(number: number): LogLevel {
  return levels[number] ?? 'INFO';
}
