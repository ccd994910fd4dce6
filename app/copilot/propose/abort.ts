import { CopilotError } from '../errors.ts';

/** @throws CopilotError `aborted` */
export function assertWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CopilotError('aborted', 'The request was taken back');
}

/** Waits no longer than the person who asked: what goes on ends by its own limits, and nobody hears of it. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  assertWanted(signal);
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new CopilotError('aborted', 'The request was taken back'));
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
