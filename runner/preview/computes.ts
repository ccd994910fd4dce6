import type { Registry } from '../plugin/registry.ts';

/** They compute nothing, but read state that belongs to a namespace, or wait. */
const stateful = /^io\.kestra\.plugin\.core\.(?:kv|state|storage)\.|^io\.kestra\.plugin\.core\.flow\.Sleep$/;

/** Whether tasks of a type only compute, in the engine's own thread. */
export function computes(registry: Pick<Registry, 'get' | 'resolve'>, type: string): boolean {
  const definition = registry.get(type);
  if (definition?.kind !== 'runnable') return false;
  return definition.pure === true && definition.runs === 'inline' && !stateful.test(registry.resolve(type));
}
