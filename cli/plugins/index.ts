import { suggest } from '../../runner/flow/suggest.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import { openRegistry } from '../compose.ts';
import { exitCodes, Refusal } from '../errors.ts';
import { jsonText } from '../report/json.ts';
import { columns } from '../report/text.ts';
import type { Terminal } from '../terminal.ts';
import { definitionJson, definitionText } from './describe.ts';

/** Prints the types that are installed. */
export async function list({ json }: { json?: boolean }, { out, paint }: Terminal): Promise<number> {
  const registry = await openRegistry();
  const types = registry.types();
  await registry.load(types);
  const entries = types.map((type) => {
    const { kind, title } = registry.get(type)!;
    return { type, kind, title };
  });
  const rows = entries.map(({ type, kind, title }) => [type, kindText(kind), title]);
  out(
    json
      ? jsonText(entries)
      : columns(rows, (cell, column) => (column === 0 ? paint.cyan(cell) : paint.dim(cell))),
  );
  return exitCodes.ok;
}

/** Prints what one type does. `name`: the type, an old name of it, or the end of either that no other type has. */
export async function show(
  name: string,
  { json }: { json?: boolean },
  { out, paint }: Terminal,
): Promise<number> {
  const definition = await findDefinition(await openRegistry(), name);
  out(json ? jsonText(definitionJson(definition)) : definitionText(definition, paint));
  return exitCodes.ok;
}

async function findDefinition(registry: Registry, name: string): Promise<PluginDefinition> {
  const types = registry.types();
  const ending = types.filter((type) => type.toLowerCase().endsWith(`.${name.toLowerCase()}`));
  const type = registry.has(name) ? registry.resolve(name) : ending.length === 1 ? ending[0]! : undefined;
  if (type === undefined) {
    const meant = ending.length > 1 ? ending.join(', ') : (suggest(name, types) ?? suggestShort(name, types));
    throw new Refusal(
      `There is no type ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`} \`tutti plugins list\` shows them.`,
    );
  }
  await registry.load([type]);
  return registry.get(type)!;
}

/** By the last part of the name. */
function suggestShort(name: string, types: readonly string[]): string | undefined {
  const last = (type: string) => type.slice(type.lastIndexOf('.') + 1);
  const meant = suggest(last(name), types.map(last));
  return types.find((type) => last(type) === meant);
}

/** What a flow's author calls it; how a task is carried out is no concern of theirs. */
function kindText(kind: PluginDefinition['kind']): string {
  if (kind === 'trigger' || kind === 'condition') return kind;
  return kind === 'taskRunner' ? 'task runner' : 'task';
}
