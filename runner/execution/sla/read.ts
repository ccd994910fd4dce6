import { parseDuration } from '../../flow/duration.ts';
import type { Flow } from '../../flow/types.ts';
import { labelsOf } from '../labels.ts';
import type { Sla } from './types.ts';

/** The service levels of a valid flow, as the machine uses them (flow-language §7.7). */
export function readSla(flow: Flow): Sla[] {
  return (flow.sla ?? []).map((written) => {
    const duration = parseDuration(String(written['duration'] ?? ''));
    return {
      id: String(written['id']),
      behavior: written['behavior'] as Sla['behavior'],
      labels: labelsOf(written['labels']),
      ...(written['type'] === 'MAX_DURATION' && duration !== undefined && { duration }),
      ...(written['type'] === 'EXECUTION_ASSERTION' && { assert: String(written['assert']) }),
    };
  });
}
