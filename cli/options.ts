import { InvalidArgumentError } from 'commander';
import type { Label, LogLevel } from '../runner/execution/types.ts';
import { parseDuration } from '../runner/flow/duration.ts';

/** Collects `key=value` options, the last value of a key wins. Throws commander's error, which names the option. */
export function collectPairs(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Expected key=value, found “${text}”.`);
  // Null prototype, so that no key means something to JavaScript.
  return Object.assign(Object.create(null), previous, { [text.slice(0, at)]: text.slice(at + 1) });
}

/** Collects the values of an option that may be repeated. */
export function collect(text: string, previous: readonly string[] = []): string[] {
  return [...previous, text];
}

/** Labels of a new execution; those of the system cannot be set, but for the correlation id (flow-language §5.5). */
export function collectLabels(text: string, previous: readonly Label[] = []): Label[] {
  const [entry] = Object.entries(collectPairs(text));
  const [key, value] = entry!;
  if (key.startsWith('system.') && key !== 'system.correlationId') {
    throw new InvalidArgumentError(`Labels that begin with “system.” are set by Tutti.`);
  }
  return [...previous.filter((label) => label.key !== key), { key, value }];
}

const levels: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** A log level in any case. */
export function parseLevel(text: string): LogLevel {
  const level = levels.find((name) => name === text.toUpperCase());
  if (level === undefined) throw new InvalidArgumentError(`Expected one of ${levels.join(', ')}.`);
  return level;
}

/** A whole number above 0. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number above 0.');
  return Number(text);
}

/** Milliseconds of an ISO-8601 duration. */
export function parseAge(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds < 0)
    throw new InvalidArgumentError(`Expected a duration such as P30D, found “${text}”.`);
  return milliseconds;
}

/** Whether a log entry of `level` is to be shown where `least` is asked for. */
export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return levels.indexOf(level) >= levels.indexOf(least);
}

/** A port, 0 to 65535. Throws where it is none. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return Number(text);
}

/** A percentage, 0 to 100. Throws where it is none. */
export function parsePercent(text: string): number {
  if (!/^\d{1,3}(\.\d+)?%?$/.test(text) || Number.parseFloat(text) > 100)
    throw new InvalidArgumentError('Expected a number from 0 to 100.');
  return Number.parseFloat(text);
}
