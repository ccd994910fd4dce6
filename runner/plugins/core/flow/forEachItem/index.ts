import type { PluginLoader } from '../../../../plugin/registry.ts';

/** The tasks that a ForEachItem consists of when it runs; nobody writes them. */
export const forEachItemParts: Readonly<Record<string, PluginLoader>> = {
  'io.kestra.plugin.core.flow.ForEachItem$ForEachItemSplit': () => import('./Split.ts'),
  'io.kestra.plugin.core.flow.ForEachItem$ForEachItemExecutable': () => import('./Executable.ts'),
  'io.kestra.plugin.core.flow.ForEachItem$ForEachItemMergeOutputs': () => import('./MergeOutputs.ts'),
};
