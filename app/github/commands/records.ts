import type { Records, Scope } from '../types.ts';
import type { PinnedPull } from './types.ts';

/** What is known of a command; by comment, so that a comment has one effect (github §4.3.1, §4.3.8). */
export interface CommandRecord {
  /** `accepted`: it may have had its effect. `running`: its execution has not ended. `ended`: nothing is left to do. */
  state: 'accepted' | 'running' | 'ended';
  author: string;
  url: string;
  /** SHA-256 of the comment as it was when it was created. */
  bodyHash: string;
  verb: string;
  /** Commit that the policy was read from. */
  policySha?: string;
  scope: Scope;
  pinned?: PinnedPull;
  /** Epoch, milliseconds. */
  at: number;
  /** Of a `running` one. */
  execution?: { id: string; namespace: string; flowId: string };
  /** Id of the execution that it acts on or repeats. */
  target?: string;
  /** States that an execution had gone through when it was about to be acted on. */
  histories?: number;
  /** Why it was refused. */
  refused?: string;
}

/** The reply to a comment; without an id it may or may not be there. */
export interface ReplyNote {
  id?: number;
}

/** Documents by comment. */
export interface CommandRecords<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  list(prefix: string): { key: string; value: T; updated: number }[];
}

export function commandRecords(records: Records): CommandRecords<CommandRecord> {
  return typed(records, 'command');
}

/** Those whose execution has not ended. */
export function runningCommands(records: Records): CommandRecords<RunningCommand> {
  return typed(records, 'command-running');
}

export function replies(records: Records): CommandRecords<ReplyNote> {
  return typed(records, 'command-reply');
}

/** A command that waits for the end of its execution. */
export interface RunningCommand {
  scope: Scope;
  pinned?: PinnedPull;
  commentId: number;
  number: number;
  url: string;
  createdAt: number;
  execution: { id: string; namespace: string; flowId: string };
}

export function commandKey(repositoryId: number, commentId: number): string {
  return `${repositoryId} ${commentId}`;
}

function typed<T>(records: Records, kind: string): CommandRecords<T> {
  return {
    get: (key) => records.get<T>(kind, key),
    put: (key, value) => records.put(kind, key, value),
    delete: (key) => records.delete(kind, key),
    list: (prefix) => records.list<T>(kind, prefix),
  };
}
