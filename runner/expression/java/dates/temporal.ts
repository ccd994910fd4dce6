import type { Temporal } from 'temporal-polyfill';
import type { CallContext } from '../../types.ts';

/** The `Temporal` namespace, native or of the polyfill. */
export type TemporalApi = typeof Temporal;

let loaded: TemporalApi | undefined = (globalThis as { Temporal?: TemporalApi }).Temporal;

/**
 * The `Temporal` implementation: the engine's own, otherwise the polyfill, loaded on first use so that a start without
 * dates does not pay for it.
 *
 * @throws Pending the first time
 */
export function temporalOf(context: Pick<CallContext, 'suspend'>): TemporalApi {
  loaded ??= context.suspend('temporal', async () => (await import('temporal-polyfill')).Temporal);
  return loaded;
}
