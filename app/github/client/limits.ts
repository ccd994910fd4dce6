/** How long to leave GitHub alone where its secondary limit does not say it, milliseconds (github §1.5). */
const unsaid = 60_000;

interface ErrorResponse {
  status?: number;
  message?: string;
  errors?: readonly unknown[];
  cause?: unknown;
  response?: { headers?: Readonly<Record<string, string | number | undefined>> };
}

/**
 * How many milliseconds GitHub wants no further request, where an error says so: `retry-after`, the reset of a used-up limit, or
 * a minute for a secondary limit. Looks into collected errors and causes. Undefined: it was no limit.
 */
export function limitedFor(error: unknown, now: number): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, message, errors, cause, response } = error as ErrorResponse;
  const inner = [...(errors ?? []), cause].map((one) => limitedFor(one, now));
  const longest = Math.max(...inner.filter((pause) => pause !== undefined));
  if (longest >= 0) return longest;
  if (status !== 403 && status !== 429) return undefined;
  const headers = response?.headers ?? {};
  const after = Number(headers['retry-after']);
  if (after > 0) return after * 1_000;
  if (String(headers['x-ratelimit-remaining']) === '0')
    return Math.max(1_000, Number(headers['x-ratelimit-reset']) * 1_000 - now + 1_000) || unsaid;
  return status === 429 || /secondary rate/i.test(message ?? '') ? unsaid : undefined;
}

/** The HTTP status of a refused request, where the error is one. */
export function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && (error as ErrorResponse).status;
  return typeof status === 'number' ? status : undefined;
}
