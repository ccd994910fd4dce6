import type { CommandPorts, Verb } from '../types.ts';
import { kill, pause, resume } from './control.ts';
import { ask, copilot } from './copilot.ts';
import { deps, graph } from './graph.ts';
import { kv } from './kv.ts';
import { logs } from './logs.ts';
import { ok } from './ok.ts';
import { playground } from './playground.ts';
import { render } from './render.ts';
import { replay, restart } from './replay.ts';
import { run } from './run.ts';
import { status } from './status.ts';
import { test } from './test.ts';
import { validate } from './validate.ts';

/** Every verb, in the order in which the help shows them (github §4.2). `help` itself is answered before. */
export const catalogue: readonly Verb[] = [
  status,
  validate,
  test,
  run,
  playground,
  replay,
  restart,
  resume,
  pause,
  kill,
  graph,
  deps,
  render,
  logs,
  kv,
  copilot,
  ask,
  ok,
];

/** The verbs that this App can do. */
export function verbsFor({
  playground: play,
  tests,
  copilot: pilot,
}: Pick<CommandPorts, 'playground' | 'tests' | 'copilot'>): readonly Verb[] {
  const needs = new Map<Verb, unknown>([
    [playground, play],
    [test, tests],
    [copilot, pilot],
    [ask, pilot],
  ]);
  return catalogue.filter((verb) => !needs.has(verb) || needs.get(verb) !== undefined);
}
