/** A flow as the engine runs it: parsed, valid, plugin defaults merged in (flow-language §1). */

import type { PluginDefinition } from '../plugin/types.ts';

/** A mapping of the document whose `type` names a plugin; the properties are as written. */
export interface Typed {
  id: string;
  /** As written; `Registry.resolve` gives the canonical name. */
  type: string;
  [property: string]: unknown;
}

/** flow-language §7.4. Durations are ISO-8601 texts. */
export interface Retry {
  type: 'constant' | 'exponential' | 'random';
  interval?: string;
  maxInterval?: string;
  minInterval?: string;
  delayFactor?: number;
  maxAttempts?: number;
  maxDuration?: string;
  warningOnRetry?: boolean;
  behavior?: 'RETRY_FAILED_TASK' | 'CREATE_NEW_EXECUTION';
}

/** A task with the properties that every task has (flow-language §1.3). */
export interface Task extends Typed {
  description?: string;
  retry?: Retry;
  timeout?: string;
  disabled?: boolean;
  allowFailure?: boolean;
  allowWarning?: boolean;
  runIf?: string;
  logLevel?: string;
  logToFile?: boolean;
  /** flow-language §7.16; `ttl` is an ISO-8601 duration. */
  taskCache?: { enabled: boolean; ttl?: string };
  /** Of flowable tasks. */
  tasks?: Task[];
  errors?: Task[];
  finally?: Task[];
}

/** flow-language §2.1. */
export interface Input {
  id: string;
  type: string;
  description?: string;
  displayName?: string;
  required?: boolean;
  defaults?: unknown;
  dependsOn?: { inputs: string[]; condition?: string };
  validator?: string;
  values?: string[];
  options?: string[];
  expression?: string;
  allowCustomValue?: boolean;
  autoSelectFirst?: boolean;
  itemType?: string;
  min?: number | string;
  max?: number | string;
  after?: string;
  before?: string;
  extension?: string;
}

/** flow-language §3.4. */
export interface FlowOutput {
  id: string;
  type: string;
  value: unknown;
  displayName?: string;
  description?: string;
  required?: boolean;
  itemType?: string;
}

/** flow-language §1.2. */
export interface Flow {
  id: string;
  namespace: string;
  /** 1 unless the repository knows better. */
  revision: number;
  description?: string;
  labels: { key: string; value: string }[];
  variables?: Record<string, unknown>;
  inputs: Input[];
  outputs: FlowOutput[];
  tasks: Task[];
  errors?: Task[];
  finally?: Task[];
  afterExecution?: Task[];
  listeners?: { description?: string; conditions?: Typed[]; tasks: Task[] }[];
  triggers: Typed[];
  concurrency?: { limit: number; behavior: 'QUEUE' | 'CANCEL' | 'FAIL' };
  retry?: Retry;
  sla?: Record<string, unknown>[];
  disabled: boolean;
  /** Variables of its namespace and of those above it; absent where there are none (surfaces §10.5). */
  namespaceVariables?: Record<string, unknown>;
  /** Namespaces whose flows may run it, and those below them; absent: all (surfaces §10.5). */
  allowedNamespaces?: string[];
}

/** The plugin types that a flow may name; a `Registry` is one. */
export interface FlowTypes {
  /** Canonical name of a type as written. */
  resolve(type: string): string;
  /** Whether a type is installed. */
  has(type: string): boolean;
  /** Loads definitions; unknown types are left out. */
  load(types: Iterable<string>): Promise<void>;
  /** Definition of a loaded type. */
  get(type: string): PluginDefinition | undefined;
  /** Canonical names. */
  types(): string[];
}

/** One thing wrong, or worth knowing, about a document (flow-language §1.4). */
export interface Violation {
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** Property path with list indexes replaced by element ids: `tasks[hello].message`. */
  path: string;
  /** Kestra's wording where the reference gives it. */
  message: string;
  severity: 'error' | 'warning' | 'info';
}

/** What reading a flow document gives. `flow` is present exactly when no violation has severity `error`. */
export interface FlowDocument {
  file: string;
  source: string;
  flow?: Flow;
  violations: Violation[];
  /**
   * 1-based position of a property path such as `['tasks', 0, 'message']`, for errors that appear later; with `offset`, of that
   * character of its text.
   */
  locate(path: readonly (string | number)[], offset?: number): { line: number; column: number } | undefined;
}
