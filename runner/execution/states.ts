import type { State, StateName } from './types.ts';

/** States after which nothing more happens to a run (flow-language §5.1 “terminated”). */
export const terminatedStates: readonly StateName[] = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
];

const ended: ReadonlySet<StateName> = new Set(terminatedStates);

/** Whether nothing more happens to a run in this state (flow-language §5.1 “terminated”). */
export function isTerminated(state: StateName): boolean {
  return ended.has(state);
}

/** The state of something that was just created. */
export function newState(date: string): State {
  return { current: 'CREATED', histories: [{ state: 'CREATED', date }] };
}

/** Appends to the history; moving to the current state changes nothing (flow-language §5.1). */
export function moveTo(state: State, to: StateName, date: string): void {
  if (state.current === to) return;
  state.current = to;
  state.histories.push({ state: to, date });
}

/** An epoch time in milliseconds as ISO instant with six decimals, as Kestra 1.0 prints dates (flow-language §4.8). */
export function isoInstant(at: number): string {
  const whole = Math.floor(at);
  const micros = Math.min(999, Math.floor((at - whole) * 1000));
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/** Epoch milliseconds of an instant that `isoInstant` printed. */
export function epochOf(date: string): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(date)?.[1];
  return Date.parse(date) + (micros ? Number(micros) / 1000 : 0);
}
