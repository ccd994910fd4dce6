import type { Flow, Task } from '../flow/types.ts';
import { FlowRefused } from './errors.ts';
import type { Runtime } from './runtime.ts';
import { treeAt } from './tree.ts';

const type = 'io.kestra.plugin.core.flow.Template';

/** Flows that hold no template, so that most flows are looked through once. */
const plain = new WeakSet<Flow>();

/**
 * The flow with the tasks of its templates in the place of the `Template` tasks that name them (flow-language §6.1 Template).
 * A template is a flow of the repository, of which only the tasks, errors and finally count. A Template whose flow is not
 * there stays as it is, and fails when it runs.
 */
export async function withTemplates(runtime: Runtime, flow: Flow, commit: string | undefined): Promise<Flow> {
  if (plain.has(flow)) return flow;
  const isTemplate = (value: object): value is Task =>
    'type' in value && typeof value.type === 'string' && runtime.registry.resolve(value.type) === type;

  /** `around`: the templates that this one is part of, for one that holds itself has no end. */
  const expanded = async (value: unknown, around: readonly string[]): Promise<unknown> => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = await Promise.all(value.map((item) => expanded(item, around)));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    if (isTemplate(value) && !value.tasks) {
      const { namespace, templateId } = value;
      const name = `${String(namespace)}.${String(templateId)}`;
      if (around.includes(name)) return value;
      const found = await find(String(namespace), String(templateId));
      if (!found) return value;
      const { tasks, errors, finally: last } = found;
      const of = { tasks, ...(errors && { errors }), ...(last && { finally: last }) };
      return { ...value, ...((await expanded(of, [...around, name])) as object) };
    }
    const changed: Record<string, unknown> = {};
    for (const [key, of] of Object.entries(value)) {
      const item = await expanded(of, around);
      if (item !== of) changed[key] = item;
    }
    return Object.keys(changed).length === 0 ? value : { ...value, ...changed };
  };

  const find = async (namespace: string, id: string): Promise<Flow | undefined> => {
    try {
      return await runtime.flows.find(await treeAt(runtime, commit), namespace, id);
    } catch (error) {
      if (error instanceof FlowRefused) return undefined;
      throw error;
    }
  };

  const { tasks, errors, finally: last, afterExecution, listeners } = flow;
  const lists = { tasks, errors, finally: last, afterExecution, listeners };
  const changed = await expanded(lists, []);
  if (changed !== lists) return { ...flow, ...definedOf(changed as Record<string, unknown>) };
  plain.add(flow);
  return flow;
}

function definedOf(value: Record<string, unknown>): Partial<Flow> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
