import { Dag } from './Dag.ts';
import { EachParallel, EachSequential, ForEach } from './ForEach.ts';
import { ForEachItem } from './ForEachItem.ts';
import { If } from './If.ts';
import { LoopUntil } from './LoopUntil.ts';
import { Parallel } from './Parallel.ts';
import { Pause } from './Pause.ts';
import { AllowFailure, Sequential } from './Sequential.ts';
import { Switch } from './Switch.ts';
import { Template } from './Template.ts';
import type { Flowable } from './types.ts';
import { WorkingDirectory } from './WorkingDirectory.ts';

/** The flowable tasks by canonical type. */
export const flowables: Readonly<Record<string, Flowable>> = {
  'io.kestra.plugin.core.flow.AllowFailure': AllowFailure,
  'io.kestra.plugin.core.flow.Dag': Dag,
  'io.kestra.plugin.core.flow.EachParallel': EachParallel,
  'io.kestra.plugin.core.flow.EachSequential': EachSequential,
  'io.kestra.plugin.core.flow.ForEach': ForEach,
  'io.kestra.plugin.core.flow.ForEachItem': ForEachItem,
  'io.kestra.plugin.core.flow.If': If,
  'io.kestra.plugin.core.flow.LoopUntil': LoopUntil,
  'io.kestra.plugin.core.flow.Parallel': Parallel,
  'io.kestra.plugin.core.flow.Pause': Pause,
  'io.kestra.plugin.core.flow.Sequential': Sequential,
  'io.kestra.plugin.core.flow.Switch': Switch,
  'io.kestra.plugin.core.flow.Template': Template,
  'io.kestra.plugin.core.flow.WorkingDirectory': WorkingDirectory,
};
