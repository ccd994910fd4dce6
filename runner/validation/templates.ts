import { z } from 'zod';
import { pathOf, type ReferencePath, referencesOf } from '../expression/index.ts';
import { branchesOf } from '../flow/nested.ts';
import type { Flow, Input } from '../flow/types.ts';
import { isMapping, type Path } from '../flow/values.ts';
import { type Conversion, conversionOf, furtherVariablesOf } from '../plugin/properties.ts';
import type { Registry } from '../plugin/registry.ts';
import { chainOf, isChoice, mayFail, type TaskPlace } from './places.ts';
import type { Reader } from './presence.ts';

/** A text with expressions, where it is written and who renders it. */
export interface Template {
  text: string;
  path: Path;
  reader: Reader | { kind: 'input'; input: Input };
  /** Variables that are known besides. */
  further: readonly string[];
  /** The task renders it itself, if at all, and may know more variables. */
  isLoose: boolean;
  /** Whether a fault in it fails something each time the flow runs. */
  isSure: boolean;
  /** Whether nothing else decides if it is rendered that may also decide what it reads. */
  isAlone: boolean;
  /** What is tested before it is rendered. */
  tested: readonly ReferencePath[];
}

/** All texts of a flow that are rendered. Disabled tasks, triggers and conditions are left out. */
export function templatesOf(
  flow: Flow,
  places: readonly TaskPlace[],
  registry: Pick<Registry, 'get'>,
): Template[] {
  return [
    ...flow.inputs.flatMap((input, index) => inputTemplates(input, ['inputs', index])),
    ...places.filter(({ disabled }) => !disabled).flatMap((place) => taskTemplates(place, registry)),
    ...flow.outputs.flatMap(({ value, required }, index) =>
      textsIn(value, ['outputs', index, 'value']).map((found) => ({
        ...found,
        ...plain,
        reader: { kind: 'outputs' as const },
        isSure: required !== false,
        isAlone: required !== false,
      })),
    ),
    ...(flow.sla ?? []).flatMap((sla, index) =>
      textsIn(sla['assert'], ['sla', index, 'assert']).map((found) => ({
        ...found,
        ...plain,
        reader: { kind: 'sla' as const },
        isSure: false,
        isAlone: false,
      })),
    ),
  ];
}

/** What holds for most texts. */
const plain = {
  further: [],
  isLoose: false,
  isSure: true,
  isAlone: true,
  tested: [],
} satisfies Partial<Template>;

/** A default counts where nothing is submitted; a condition and choices are always rendered (flow-language §2.4). */
function inputTemplates(input: Input, path: Path): Template[] {
  const { dependsOn, expression, defaults } = input;
  const reader = { kind: 'input' as const, input };
  const isSure = dependsOn?.condition === undefined;
  return [
    ...textsIn(dependsOn?.condition, [...path, 'dependsOn', 'condition']).map((text) => ({
      ...text,
      ...plain,
      reader,
    })),
    ...textsIn(expression, [...path, 'expression']).map((text) => ({ ...text, ...plain, reader, isSure })),
    ...textsIn(defaults, [...path, 'defaults']).map((text) => ({ ...text, ...plain, reader, isSure: false })),
  ];
}

function taskTemplates(place: TaskPlace, registry: Pick<Registry, 'get'>): Template[] {
  const { task, type, path } = place;
  const shape = registry.get(type)?.properties.shape ?? {};
  const branches = branchesOf(type);
  const situation = situationOf(place);
  const own = Object.entries(task).flatMap(([name, value]) => {
    const schema = shape[name];
    if (!schema || branches.includes(name) || readsOther(type, name)) return [];
    const after = readAfterTasks[place.flowable ?? '']?.includes(name) ?? false;
    const reader: Reader = { kind: 'task', place, after };
    return rendered(schema, value, [...path, name]).map((found) => ({ ...found, ...situation, reader }));
  });
  const reader: Reader = { kind: 'task', place, after: false };
  const around = situationOf(place, 'around');
  return [
    ...textsIn(task.runIf, [...path, 'runIf']).map((text) => ({ ...text, ...plain, ...around, reader })),
    ...(Object.hasOwn(shape, 'timeout') ? [] : textsIn(task.timeout, [...path, 'timeout'])).map((text) => ({
      ...text,
      ...plain,
      ...situation,
      reader,
    })),
    ...own,
  ];
}

/** The deprecated `outputs` of a Subflow read the execution that it made (flow-language §6.1 Subflow). */
function readsOther(type: string, property: string): boolean {
  return type === 'io.kestra.plugin.core.flow.Subflow' && property === 'outputs';
}

/** Properties that are rendered when the tasks inside have run. */
const readAfterTasks: Readonly<Record<string, readonly string[]>> = {
  LoopUntil: ['condition'],
  WorkingDirectory: ['outputFiles', 'cache'],
};

type Situation = Pick<Template, 'isSure' | 'isAlone' | 'tested'>;

/** Whether the task runs each time, and what is tested before. `around`: its own runIf left out. */
export function situationOf(place: TaskPlace, which?: 'around'): Situation {
  const chain = chainOf(place);
  const own = which === 'around' ? undefined : place.task.runIf;
  const around = [
    ...chain.slice(0, -1).map(({ task }) => task.runIf),
    ...chain.filter(isChoice).map(({ parent }) => parent!.task['condition'] ?? parent!.task['value']),
  ].filter((condition) => condition !== undefined);
  const isAlone = own === undefined && around.length === 0 && !chain.some(mayFail);
  return {
    isAlone,
    isSure: isAlone && !chain.some(({ branch }) => branch === 'errors' || branch === 'listeners'),
    tested: [...testedBy(own), ...around.flatMap(testedBy).filter(([name]) => !ofTask.has(name!))],
  };
}

function testedBy(condition: unknown): ReferencePath[] {
  return condition === undefined ? [] : referencesOf(String(condition)).map(pathOf);
}

/** Variables that are others for each task. */
const ofTask: ReadonlySet<string | number> = new Set([
  'task',
  'taskrun',
  'parent',
  'parents',
  'workerTaskrun',
]);

/** How a property is rendered, by its schema. */
type Rendering = Pick<Template, 'text' | 'path' | 'further' | 'isLoose'>;

/** The texts of a property that are rendered (flow-language §4.12), or may be. */
function rendered(schema: z.ZodType, value: unknown, path: Path): Rendering[] {
  const conversion = conversionOf(schema);
  if (conversion) return converted(conversion, value, path);
  const further = furtherVariablesOf(schema);
  if (further) return textsIn(value, path).map((text) => ({ ...text, further, isLoose: false }));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return rendered(schema.def.innerType as z.ZodType, value, path);
  if (schema instanceof z.ZodObject && isMapping(value))
    return Object.entries(value).flatMap(([key, inner]) => {
      const property = (schema.shape as Record<string, z.ZodType | undefined>)[key];
      return property ? rendered(property, inner, [...path, key]) : loose(inner, [...path, key]);
    });
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((item, index) => rendered(schema.element as z.ZodType, item, [...path, index]));
  return loose(value, path);
}

function converted(conversion: Conversion, value: unknown, path: Path): Rendering[] {
  if (conversion.kind === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => rendered(conversion.item, item, [...path, index]));
  if (conversion.kind === 'map' && isMapping(value))
    return Object.entries(value).flatMap(([key, inner]) => rendered(conversion.value, inner, [...path, key]));
  return textsIn(value, path).map((text) => ({ ...text, further: [], isLoose: false }));
}

function loose(value: unknown, path: Path): Rendering[] {
  return textsIn(value, path).map((text) => ({ ...text, further: [], isLoose: true }));
}

/** The texts of a value that hold expressions. */
function textsIn(value: unknown, path: Path): { text: string; path: Path }[] {
  if (typeof value === 'string') return /\{[{%]/.test(value) ? [{ text: value, path }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
