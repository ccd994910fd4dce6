/** What is remembered of triggers between two evaluations (flow-language §6.13). Dates are ISO-8601 instants with `Z`. */
import type { Label } from '../execution/types.ts';

/** Names a trigger of a flow. */
export interface TriggerKey {
  namespace: string;
  flowId: string;
  triggerId: string;
}

/** Dates of the past that a Schedule makes up for on demand, one after another. */
export interface Backfill {
  start: string;
  end: string;
  /** The next one of them. */
  currentDate: string;
  paused: boolean;
  /** When it was asked for: the same dates may be asked for again. */
  createdDate: string;
  /** Over those of the trigger. */
  inputs?: Record<string, unknown>;
  /** Besides those of the trigger. */
  labels?: Label[];
  /** Where the schedule goes on afterwards. */
  previousNextExecutionDate?: string;
}

/** The state of a trigger. */
export interface TriggerRecord extends TriggerKey {
  /** Grows by one with every change; 1 for the first. */
  version: number;
  updatedDate: string;
  /**
   * Names the declaration that the next date was computed from. Absent while no flow declares the trigger, or it is
   * disabled: its dates of that time are not missed ones.
   */
  declaration?: string;
  /** The last date that was evaluated. */
  date?: string;
  nextExecutionDate?: string;
  /** The execution that has to end before the next evaluation. */
  executionId?: string;
  /** Switched off, whatever the flow says. */
  disabled?: boolean;
  backfill?: Backfill;
}

/** What a Flow trigger waits for: one of its preconditions, or a MultipleCondition. */
export interface WindowKey {
  namespace: string;
  /** The listening flow. */
  flowId: string;
  conditionId: string;
}

/** A window of time in which several things have to happen. */
export interface WindowRecord extends WindowKey {
  /** As of a trigger. */
  version: number;
  start: string;
  end: string;
  /** Names of the conditions that held. */
  held: string[];
  /** Outputs of the executions that they held for, merged. */
  outputs: Record<string, unknown>;
}

/** That an execution came into a state: `step` is the state's position in the history, from 0. */
export interface Transition {
  executionId: string;
  step: number;
}

/**
 * What changes with the evaluation of triggers. Of a record only the next version is written: when another process was
 * faster, or took a transition before, the whole commit rejects with `CONFLICT`.
 */
export interface TriggerChanges {
  triggers?: TriggerRecord[];
  windows?: WindowRecord[];
  /** As they were read. */
  deletedWindows?: WindowRecord[];
  /** Transitions that are evaluated. */
  taken?: Transition[];
}
