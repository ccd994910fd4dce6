import { rm } from 'node:fs/promises';
import { openMemoryBackend, openSqliteBackend } from '../../../runner/backend/sqlite/index.ts';
import type { Backend } from '../../../runner/backend/types.ts';
import { temporaryFolder } from './fixtures.ts';
import { backendSuite, type Place } from './suite.ts';

backendSuite('sqlite', createHome, 'sqlite');
backendSuite('memory', createMemory);

async function createHome(): Promise<Place> {
  const home = await temporaryFolder();
  const opened: Backend[] = [];
  return {
    address: home,
    open: async (options) => {
      const backend = await openSqliteBackend({ home, ...options });
      opened.push(backend);
      return backend;
    },
    remove: async () => {
      for (const backend of opened) await backend.close();
      await rm(home, { recursive: true });
    },
  };
}

/** One connection: its state is of this process alone. */
async function createMemory(): Promise<Place> {
  let shared: Promise<Backend> | undefined;
  return {
    address: ':memory:',
    open: (options) => {
      shared ??= openMemoryBackend(options);
      return shared;
    },
    remove: async () => (await shared)?.close(),
  };
}
