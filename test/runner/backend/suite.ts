import { afterEach, beforeEach, describe } from 'vitest';
import type { Backend } from '../../../runner/backend/types.ts';
import { admissionTests } from './suite/admission.ts';
import { commitTests } from './suite/commit.ts';
import { executionTests } from './suite/executions.ts';
import { fileTests } from './suite/files.ts';
import { kvTests } from './suite/kv.ts';
import { leaseTests } from './suite/leases.ts';
import { logTests } from './suite/logs.ts';
import { processTests } from './suite/processes.ts';
import { purgeTests } from './suite/purge.ts';
import { testResultTests } from './suite/testResults.ts';
import { triggerTests } from './suite/triggers.ts';

/** Somewhere empty that keeps state: a folder, or a schema of a PostgreSQL database. */
export interface Place {
  /** Another connection to the same state; closed with the place. */
  open(options?: { now?: () => number }): Promise<Backend>;
  /** What another process needs to open it. */
  address: string;
  remove(): Promise<void>;
}

/**
 * What every driver must do: the contract of `runner/backend/types.ts`, as tests. `writer`: the driver's name in
 * `writerProcess.ts`, where several processes can open a place.
 */
export function backendSuite(name: string, createPlace: () => Promise<Place>, writer?: string): void {
  describe(`${name} backend`, () => {
    let current: Place;
    beforeEach(async () => {
      current = await createPlace();
    });
    afterEach(() => current.remove());
    const place = () => current;

    describe('commit', () => commitTests(place));
    describe('executions', () => executionTests(place));
    describe('admission', () => admissionTests(place));
    describe('logs and metrics', () => logTests(place));
    describe('leases', () => leaseTests(place));
    describe('triggers', () => triggerTests(place));
    describe('purge', () => purgeTests(place));
    describe('kv', () => kvTests(place));
    describe('results of unit tests', () => testResultTests(place));
    describe('files', () => fileTests(place));
    if (writer) describe('processes', () => processTests(place, writer));
  });
}
