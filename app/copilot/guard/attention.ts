import { isDeepStrictEqual } from 'node:util';
import type { Flow, FlowDocument, Typed } from '../../../runner/flow/types.ts';
import { isMapping } from '../../../runner/flow/values.ts';
import { readYaml } from '../../../runner/flow/yaml.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import { clean } from '../../../runner/report/escape.ts';
import { placesOf } from '../../../runner/validation/index.ts';
import { newlyReachable } from '../../flows/reachable.ts';
import { looksSecret } from './secrets.ts';

/** So many remarks are made; the others are counted. */
const most = 40;

/**
 * What a person should look at before a change of a flow is merged: what it reaches outside and did not before, what starts it by
 * itself, what is switched on or off, types that were not used, and literals that look like credentials (issue “Copilot”; github
 * §8.2, “prompt injection”). Computed from the flows alone: what the model says about them counts nothing.
 *
 * @param before absent for a new flow
 */
export function attentionTo(
  before: FlowDocument | undefined,
  after: FlowDocument & { flow: Flow },
  registry: Registry,
): string[] {
  const found = [
    ...newlyReachable(before ? [before] : [], [after], registry).map(reached),
    ...unknownAddresses(before?.flow, after.flow, registry),
    ...changedScripts(before?.flow, after.flow, registry),
    ...otherNamespaces(before?.flow, after.flow, registry),
    ...hiddenText(before, after),
    ...triggers(before?.flow, after.flow),
    ...switches(before?.flow, after.flow, registry),
    ...newTypes(before?.flow, after.flow, registry),
    ...pluginDefaults(before, after),
    ...(looksSecret(after.source)
      ? ['A literal that looks like a credential stands in the flow, and stood there before.']
      : []),
  ];
  const shown = found.slice(0, most);
  return found.length > most ? [...shown, `… and ${found.length - most} more.`] : shown;
}

function reached({ kind, value, taskId }: ReturnType<typeof newlyReachable>[number]): string {
  const where = taskId === undefined ? '' : ` (task ${taskId})`;
  const what = {
    secret: 'reads the secret',
    host: 'calls the host',
    command: 'runs the command',
    image: 'uses the image',
  };
  return `It ${what[kind]} ${value}${where}.`;
}

/** Addresses that an expression makes: no one knows before the run where they lead. */
function unknownAddresses(before: Flow | undefined, after: Flow, registry: Registry): string[] {
  const seen = new Set(before ? addressesIn(before, registry).map(({ value }) => value) : []);
  return addressesIn(after, registry).flatMap(({ value, where }) => {
    if (seen.has(value)) return [];
    seen.add(value);
    return [`It calls an address that is known only when it runs: ${value}${where}.`];
  });
}

/** Of properties named for it, and calls of `http()` anywhere. */
function addressesIn(flow: Flow, registry: Registry): { value: string; where: string }[] {
  const isMade = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/[^/]*)?\{\{/i;
  const inTasks = placesOf(flow, registry.resolve).flatMap(({ task }) => {
    const { tasks, errors, finally: last, ...own } = task;
    const made = Object.entries(own).flatMap(([name, value]) =>
      /ur[il]$/i.test(name) && typeof value === 'string' && isMade.test(value) ? [value.trim()] : [],
    );
    return [...made, ...callsIn(own)].map((value) => ({ value, where: ` (task ${task.id})` }));
  });
  const { tasks, errors, finally: last, ...rest } = flow;
  return [...inTasks, ...callsIn(rest).map((value) => ({ value, where: '' }))];
}

function callsIn(value: unknown): string[] {
  return JSON.stringify(value).match(/\bhttp\s*\([^)]{0,200}\)?/g) ?? [];
}

/** Flows of other namespaces that are started: what they do is not looked at here. */
function otherNamespaces(before: Flow | undefined, after: Flow, registry: Registry): string[] {
  const startedBy = (flow: Flow) =>
    placesOf(flow, registry.resolve).flatMap(({ task }) => {
      const { namespace, flowId, subflow } = task as Record<string, unknown>;
      const other = isMapping(subflow) ? subflow : { namespace, flowId };
      const isOther = typeof other['namespace'] === 'string' && other['namespace'] !== flow.namespace;
      return isOther && typeof other['flowId'] === 'string'
        ? [`${other['namespace']}.${other['flowId']}`]
        : [];
    });
  const old = new Set(before ? startedBy(before) : []);
  return [...new Set(startedBy(after))]
    .filter((name) => !old.has(name))
    .map((name) => `It starts the flow ${name} of another namespace.`);
}

/** What a diff does not show as it is. */
function hiddenText(before: FlowDocument | undefined, { source }: FlowDocument): string[] {
  const hidden = (text: string) => text.replaceAll('\r\n', '\n').replace(/^\ufeff/, '');
  const isHiding = (text: string) => clean(hidden(text)) !== hidden(text);
  return isHiding(source) && !(before && isHiding(before.source))
    ? ['Characters that are invisible or change the direction of text stand in the flow.']
    : [];
}

/** Scripts that are not what the first line says, which is told above: changed ones, and what follows in a new one. */
function changedScripts(before: Flow | undefined, after: Flow, registry: Registry): string[] {
  const old = new Map(before ? scriptsIn(before, registry) : []);
  return scriptsIn(after, registry).flatMap(([id, script]) => {
    if (!old.has(id)) {
      const isLong = script.flat().some((text) => typeof text === 'string' && text.trim().includes('\n'));
      return isLong ? [`The script of the task ${id} has commands of several lines: read all of them.`] : [];
    }
    return isDeepStrictEqual(old.get(id), script) ? [] : [`The script of the task ${id} is changed.`];
  });
}

function scriptsIn(flow: Flow, registry: Registry): [string, unknown[]][] {
  return placesOf(flow, registry.resolve)
    .filter(({ type }) => type.startsWith('io.kestra.plugin.scripts.'))
    .map(({ task }) => {
      const { beforeCommands, commands, script, interpreter, taskRunner, env } = task as Record<
        string,
        unknown
      >;
      return [task.id, [beforeCommands, commands, script, interpreter, taskRunner, env]];
    });
}

function triggers(before: Flow | undefined, after: Flow): string[] {
  const byId = (flow: Flow | undefined) => new Map((flow?.triggers ?? []).map((one) => [one.id, one]));
  const [old, next] = [byId(before), byId(after)];
  return [
    ...[...next].flatMap(([id, trigger]) => {
      const known = old.get(id);
      if (!known) return [`It starts by itself: trigger ${id}, ${wordsOf(trigger)}.`];
      return isDeepStrictEqual(known, trigger) ? [] : [`The trigger ${id} is changed: ${wordsOf(trigger)}.`];
    }),
    ...[...old.keys()].filter((id) => !next.has(id)).map((id) => `The trigger ${id} is removed.`),
  ];
}

function wordsOf(trigger: Typed): string {
  const name = trigger.type.split('.').at(-1);
  const { cron, timezone } = trigger;
  const when =
    typeof cron === 'string' ? ` ${cron}${typeof timezone === 'string' ? ` (${timezone})` : ''}` : '';
  return `${name}${when}`;
}

/** `disabled` of the flow, its tasks and its triggers, where they were there before. */
function switches(before: Flow | undefined, after: Flow, registry: Registry): string[] {
  if (!before) return [];
  const flip = (what: string, was: boolean, is: boolean) =>
    was === is ? [] : [`${what} is ${is ? 'disabled' : 'no longer disabled'}.`];
  const old = new Map(partsOf(before, registry).map((part) => [part.id, part.disabled === true]));
  return [
    ...flip('The flow', before.disabled, after.disabled),
    ...partsOf(after, registry).flatMap(({ id, disabled }) =>
      old.has(id) ? flip(`${id}`, old.get(id)!, disabled === true) : [],
    ),
  ];
}

function partsOf(flow: Flow, registry: Registry): { id: string; disabled?: unknown }[] {
  return [...placesOf(flow, registry.resolve).map(({ task }) => task), ...flow.triggers];
}

/** Types that do something outside, and that the flow did not use. */
function newTypes(before: Flow | undefined, after: Flow, registry: Registry): string[] {
  if (!before) return [];
  const typesOf = (flow: Flow) => new Set(placesOf(flow, registry.resolve).map(({ type }) => type));
  const old = typesOf(before);
  return [...typesOf(after)]
    .filter((type) => {
      const definition = registry.get(type);
      return !old.has(type) && definition?.kind === 'runnable' && definition.pure !== true;
    })
    .map((type) => `It uses a type that it did not use before: ${type}.`);
}

function pluginDefaults(before: FlowDocument | undefined, after: FlowDocument): string[] {
  const of = (document: FlowDocument | undefined) => {
    const { value } = readYaml(document?.source ?? '');
    return isMapping(value) ? value['pluginDefaults'] : undefined;
  };
  return isDeepStrictEqual(of(before), of(after))
    ? []
    : ['The plugin defaults are changed: they may change every task of their types.'];
}
