import { isoInstant } from '../execution/states.ts';
import type { LogEntry, LogLevel } from '../execution/types.ts';
import type { Masker } from './masker.ts';

/** Longest message of one entry, bytes; longer ones are split (flow-language §4.13). */
const longest = 15 * 1024;

const ranks: Readonly<Record<LogLevel, number>> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4 };

/** Whether an entry of `level` is kept where `least` is the minimum. */
export function isKept(level: LogLevel, least: LogLevel): boolean {
  return ranks[level] >= ranks[least];
}

/** A level as a flow may write it, or `fallback`. */
export function levelOf(written: unknown, fallback: LogLevel): LogLevel {
  return typeof written === 'string' && Object.hasOwn(ranks, written) ? (written as LogLevel) : fallback;
}

/** The entries of messages: masked, long ones split, all of the same moment `at`, epoch milliseconds. */
export function logEntries(
  source: Omit<LogEntry, 'level' | 'timestamp' | 'message'>,
  level: LogLevel,
  messages: readonly string[],
  masker: Masker,
  at: number,
): LogEntry[] {
  const timestamp = isoInstant(at);
  return messages.flatMap((message) =>
    pieces(masker.mask(message)).map((piece) => ({ ...source, level, timestamp, message: piece })),
  );
}

function pieces(message: string): string[] {
  if (message.length <= longest / 4 || Buffer.byteLength(message) <= longest) return [message];
  const parts: string[] = [];
  let rest = Buffer.from(message);
  while (rest.length > longest) {
    let end = longest;
    // Not within a character: continuation bytes of UTF-8 begin with 10.
    while ((rest[end]! & 0xc0) === 0x80) end--;
    parts.push(rest.subarray(0, end).toString('utf8'));
    rest = rest.subarray(end);
  }
  parts.push(rest.toString('utf8'));
  return parts;
}
