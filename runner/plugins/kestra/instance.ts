import type { ExecutionsAccess, TestsAccess } from '../../plugin/instance.ts';

/** Names a flow. */
export interface FlowName {
  namespace: string;
  id: string;
}

/** Names triggers of a flow: all of them without `triggerId`. */
export interface TriggerChoice {
  namespace: string;
  flowId: string;
  triggerId?: string;
}

/** Log entries as they are stored, or as another server answers them. */
export type LogRow = Readonly<Record<string, unknown>>;

/** A server whose executions, flows, logs and triggers tasks look at and act on: the one that runs them, or another. */
export interface Instance {
  search: ExecutionsAccess['search'];
  resume(executionId: string, inputs: Record<string, unknown> | undefined): Promise<void>;
  kill: ExecutionsAccess['kill'];
  delete(executionId: string, parts: DeletedParts): Promise<void>;
  /** Flows of exactly this namespace. */
  flows(namespace: string): Promise<Record<string, unknown>[]>;
  /** A ZIP archive of their texts: those of a namespace and below it, with all of the labels, `key:value`. */
  exportFlows(choice: { namespace?: string; labels: readonly string[] }): Promise<Uint8Array>;
  /** The same of flows by name. */
  exportFlowsById(names: readonly FlowName[]): Promise<Uint8Array>;
  /** Namespaces with a text in their name, sorted; `page` from 1. */
  namespaces(
    text: string,
    options: { existingOnly: boolean; page: number; size: number },
  ): Promise<{ names: string[]; total: number }>;
  /** Namespaces that have flows. */
  namespacesWithFlows(): Promise<string[]>;
  /** Log entries of task runs, in order, in pieces. */
  logs(executionId: string, choice: { taskIds?: string[]; minLevel: Level }): AsyncIterable<LogRow[]>;
  /** Gives how many were switched. */
  toggle(which: TriggerChoice, enabled: boolean): Promise<number>;
  runTest: TestsAccess['run'];
  runTests: TestsAccess['runAll'];
}

/** Levels of log entries. */
export type Level = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE';

/** What goes with a deleted execution. */
export interface DeletedParts {
  deleteLogs: boolean;
  deleteMetrics: boolean;
  deleteStorage: boolean;
}
