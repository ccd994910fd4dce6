import type { Backend } from '../../runner/backend/types.ts';
import type { Scheduler } from '../../runner/engine/triggers/types.ts';
import type { Engine, TestRunner } from '../../runner/engine/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { Copilot } from '../copilot/types.ts';
import type { FlowStore } from '../flows/store.ts';

/** What the handlers of the API reach. */
export interface ApiServices {
  backend: Backend;
  engine: Engine;
  scheduler: Scheduler;
  registry: Registry;
  flows: FlowStore;
  /** Runs unit tests, and keeps their results. */
  tests: TestRunner;
  /** Proposes flows; absent where no model is configured. */
  copilot?: Copilot;
  /** Names of the secrets that flows read here, sorted; never those of another tenant (github §8.2). */
  secretNames(): readonly string[];
  /** Hides secrets in a text: everything that answers hold of executions goes through it (flow-language §4.13). */
  mask(text: string): string;
  instance: Instance;
}

/** What the server says about itself. */
export interface Instance {
  version: string;
  /** Changes with every start. */
  uuid: string;
  /** Where clients reach the server, without a slash at the end; used in links. */
  url: string;
  /** Shown by clients, so that production does not look like a test. */
  environment?: { name: string };
}
