import type { PluginLoader } from '../../plugin/registry.ts';

/** GitHub: tasks of `io.kestra.plugin.github` (surfaces §9.4), and what only Tutti has; each loaded when a flow first names it. */
export const github: Readonly<Record<string, PluginLoader>> = {
  'io.kestra.plugin.github.actions.RunWorkflow': () => import('./actions/RunWorkflow.ts'),
  'io.kestra.plugin.github.auth.AppToken': () => import('./auth/AppToken.ts'),
  'io.kestra.plugin.github.code.Search': () => import('./code/Search.ts'),
  'io.kestra.plugin.github.commits.Search': () => import('./commits/Search.ts'),
  'io.kestra.plugin.github.issues.Comment': () => import('./issues/Comment.ts'),
  'io.kestra.plugin.github.issues.Create': () => import('./issues/Create.ts'),
  'io.kestra.plugin.github.issues.Search': () => import('./issues/Search.ts'),
  'io.kestra.plugin.github.pulls.Create': () => import('./pulls/Create.ts'),
  'io.kestra.plugin.github.pulls.Search': () => import('./pulls/Search.ts'),
  'io.kestra.plugin.github.repositories.Search': () => import('./repositories/Search.ts'),
  'io.kestra.plugin.github.topics.Search': () => import('./topics/Search.ts'),
  'io.kestra.plugin.github.users.Search': () => import('./users/Search.ts'),
  'io.tutti.plugin.github.checks.Create': () => import('./checks/Create.ts'),
  'io.tutti.plugin.github.files.Read': () => import('./files/Read.ts'),
  'io.tutti.plugin.github.files.Update': () => import('./files/Update.ts'),
  'io.tutti.plugin.github.trigger.Event': () => import('./trigger/Event.ts'),
};
