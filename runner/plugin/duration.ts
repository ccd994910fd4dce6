/** ISO-8601 durations, read and printed as Java does (flow-language §4.12). */
export { formatDuration, parseDuration } from '../flow/duration.ts';
