import type { PluginLoader } from '../../plugin/registry.ts';

/** GitHub: tasks of `io.kestra.plugin.github` (surfaces §9.4), and what only Tutti has. */
export const github: Readonly<Record<string, PluginLoader>> = {
  'io.tutti.plugin.github.trigger.Event': () => import('./trigger/Event.ts'),
};
