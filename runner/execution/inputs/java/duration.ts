import { formatDuration, parseDuration } from '../../../flow/duration.ts';

/**
 * Reads an ISO-8601 duration as Java's `Duration.parse` does and prints it as Java does: `P1D` is `PT24H`.
 * `order`: milliseconds.
 *
 * @throws Error `Text cannot be parsed to a Duration`
 */
export function parseIsoDuration(text: string): { text: string; order: number } {
  const milliseconds = /p/i.test(text) && text === text.trim() ? parseDuration(text) : undefined;
  if (milliseconds === undefined) throw new Error('Text cannot be parsed to a Duration');
  return { text: formatDuration(milliseconds), order: milliseconds };
}
