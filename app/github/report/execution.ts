import type { ExecutionDocument, LogEntry, StateName, TaskRun } from '../../../runner/execution/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import { code, link, oneLine, prose } from '../../../runner/report/escape.ts';
import { durationText } from '../../../runner/report/markdown.ts';
import type { CheckAction, CheckReport } from '../types.ts';
import { fit, type Part } from './budget.ts';
import { executionLogs } from './executionLogs.ts';
import { flowchart } from './flowchart.ts';
import { gantt } from './gantt.ts';
import { linksOf } from './links.ts';
import { checkStateOf, iconOf, type StateOptions, worse } from './states.ts';
import { taskTable } from './taskTable.ts';
import { shortSha, spanOf } from './text.ts';
import type { ReportPlace } from './validation.ts';
import { inputsPart, outputsPart } from './values.ts';

/** What the report of an execution is made of. */
export interface ExecutionParts extends StateOptions {
  execution: ExecutionDocument;
  /** As the execution runs it; without it there is no graph, and only what is stored encrypted counts as secret. */
  flow?: Flow;
  /** Path of the flow in the repository. */
  path?: string;
  /** Log entries in order of writing, at least those of failed task runs; secrets are masked in them. */
  logs: readonly LogEntry[];
  /** Who asked for it: a login, or what triggered it in words. */
  startedBy?: string;
  /** `user` if `startedBy` is a login. */
  startedByKind?: 'user' | 'trigger';
  place: ReportPlace;
  /** Epoch milliseconds, for what has not ended. */
  now: number;
  /** Hides secrets in inputs and outputs. */
  mask?(text: string): string;
  /** There is a Copilot that may repair what failed. */
  fixes?: boolean;
}

/** The check of an execution (github §9.3): verdict, task table, graph and chart; values and logs below; buttons by state. */
export function executionReport(parts: ExecutionParts): CheckReport {
  const { execution, flow, place, now, logs } = parts;
  const { current } = execution.state;
  const runs = execution.taskRunList;
  const failed = failedRuns(runs);
  const more =
    place.detailsUrl === undefined
      ? `See it with ${code(`/tutti logs ${word(execution.id)}`)}.`
      : link('The full run is here', place.detailsUrl);
  const summary: Part[] = [
    { text: verdictLine(parts) },
    { text: quote(failed, logs, current) },
    taskTable(execution, now),
    { text: flow ? flowchart(flow, statesByTask(runs)) : '', rank: 4, noun: 'graph' },
    { text: gantt(runs, now), rank: 1, noun: 'Gantt chart' },
    { text: nextSteps(execution, failed[0]) },
  ];
  const text: Part[] = [inputsPart(parts), outputsPart(parts), ...executionLogs(execution, failed, logs)];
  const body = fit(text, more);
  return {
    ...checkStateOf(current, parts),
    title: titleOf(execution, failed[0], now),
    summary: fit(summary, more),
    ...(body !== '' && { text: body }),
    actions: actionsOf(current, parts.fixes),
  };
}

/** Buttons by state (github §9.3); GitHub shows them when the check has a conclusion. */
export function actionsOf(state: StateName, fixes = false): CheckAction[] {
  switch (state) {
    case 'PAUSED':
    case 'BREAKPOINT':
      return [buttons.resume, buttons.kill];
    case 'FAILED':
      return [buttons.replay, buttons['replay-failed'], ...(fixes ? [buttons.fix] : [])];
    case 'RETRIED':
    case 'KILLED':
      return [buttons.replay, buttons['replay-failed']];
    case 'SUCCESS':
    case 'WARNING':
    case 'CANCELLED':
      return [buttons.replay];
    default:
      return [];
  }
}

const buttons = {
  replay: { label: 'Replay', description: 'Run it again from the beginning', identifier: 'replay' },
  'replay-failed': {
    label: 'Replay failed',
    description: 'Run it again from what failed',
    identifier: 'replay-failed',
  },
  resume: { label: 'Resume', description: 'Go on from where it waits', identifier: 'resume' },
  kill: { label: 'Kill', description: 'Stop it now', identifier: 'kill' },
  fix: { label: 'Fix it', description: 'Copilot proposes a repair', identifier: 'fix' },
} satisfies Record<string, CheckAction>;

/** The task runs that failed by themselves, not because a child did. */
function failedRuns(runs: readonly TaskRun[]): TaskRun[] {
  const failed = runs.filter(({ state }) => state.current === 'FAILED');
  const parents = new Set(failed.map(({ parentTaskRunId }) => parentTaskRunId));
  return failed.filter(({ id }) => !parents.has(id));
}

/** `FAILED in 1m 42s · task "load" · attempt 2`: plain text. */
function titleOf({ state }: ExecutionDocument, failed: TaskRun | undefined, now: number): string {
  const { start, end } = spanOf(state, now);
  const attempts = failed?.attempts?.length ?? 0;
  return [
    `${state.current} in ${durationText(end - start)}`,
    ...(failed && state.current === 'FAILED' ? [`task "${oneLine(failed.taskId, 100)}"`] : []),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
  ].join(' · ');
}

function verdictLine({ execution, path, startedBy, startedByKind, place, now }: ExecutionParts): string {
  const { state, namespace, flowId, commit, flowRevision, id } = execution;
  const links = linksOf(place.repositoryUrl);
  const name = code(`${namespace}.${flowId}`);
  const { start, end } = spanOf(state, now);
  return [
    `**${iconOf(state.current)} ${state.current}**`,
    commit !== undefined && path !== undefined ? link(name, links.file(commit, path)) : name,
    commit === undefined ? `rev ${flowRevision}` : link(code(shortSha(commit)), links.commit(commit)),
    // A login in code: who presses a button needs no notification of it.
    ...(startedBy === undefined
      ? []
      : [`started by ${startedByKind === 'user' ? code(startedBy) : prose(startedBy)}`]),
    durationText(end - start),
    `execution ${code(id)}`,
  ].join(' · ');
}

/** The last line of the error, where people look first. */
function quote(failed: readonly TaskRun[], logs: readonly LogEntry[], state: StateName): string {
  if (state === 'SUCCESS') return '';
  const first = failed[0];
  const cause = logs.findLast(({ level, taskRunId }) => level === 'ERROR' && taskRunId === first?.id);
  if (cause === undefined) return first === undefined ? '' : `> ${prose(first.taskId)}: failed`;
  const line = cause.message.slice(-20_000).trimEnd().split('\n').at(-1) ?? '';
  return `> ${first === undefined ? '' : `${prose(first.taskId)}: `}${prose(line, 400)}`;
}

/** Of a task with several runs the state that says most. */
function statesByTask(runs: readonly TaskRun[]): Map<string, StateName> {
  const states = new Map<string, StateName>();
  for (const { taskId, state } of runs) states.set(taskId, worse(states.get(taskId), state.current));
  return states;
}

/** Commands to copy into a comment (github §9.1, as Atlantis does). */
function nextSteps({ id, state }: ExecutionDocument, failed: TaskRun | undefined): string {
  const commands = commandsFor(state.current, word(id), failed && word(failed.taskId));
  return commands.length === 0
    ? ''
    : ['**Do next**, as a comment of the pull request:', '', '```text', ...commands, '```'].join('\n');
}

function commandsFor(state: StateName, id: string, task: string | undefined): string[] {
  switch (state) {
    case 'PAUSED':
    case 'BREAKPOINT':
      return [`/tutti resume ${id}`, `/tutti kill ${id}`];
    case 'FAILED':
    case 'KILLED':
    case 'RETRIED':
      return [
        `/tutti replay ${id}${task === undefined ? '' : ` ${task}`}`,
        `/tutti restart ${id}`,
        `/tutti logs ${id}`,
      ];
    case 'SUCCESS':
    case 'WARNING':
    case 'CANCELLED':
      return [`/tutti replay ${id}`];
    case 'SKIPPED':
      return [];
    default:
      return [`/tutti kill ${id}`];
  }
}

/** Ids are plain words; what is none is not worth a command that could be another one. */
function word(text: string): string {
  return text.replace(/[^\w.-]/g, '_').slice(0, 100);
}
