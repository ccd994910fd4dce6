import type { PluginLoader } from '../../plugin/registry.ts';

/** Tasks that look at and act on a server, this one or another, each loaded when a flow first names it (flow-language §6.9, surfaces §1.6). */
export const kestra: Readonly<Record<string, PluginLoader>> = {
  'io.kestra.plugin.kestra.ee.tests.RunTest': () => import('./tests/RunTest.ts'),
  'io.kestra.plugin.kestra.ee.tests.RunTests': () => import('./tests/RunTests.ts'),
  'io.kestra.plugin.kestra.executions.Count': () => import('./executions/Count.ts'),
  'io.kestra.plugin.kestra.executions.Delete': () => import('./executions/Delete.ts'),
  'io.kestra.plugin.kestra.executions.Kill': () => import('./executions/Kill.ts'),
  'io.kestra.plugin.kestra.executions.Query': () => import('./executions/Query.ts'),
  'io.kestra.plugin.kestra.executions.Resume': () => import('./executions/Resume.ts'),
  'io.kestra.plugin.kestra.flows.Export': () => import('./flows/Export.ts'),
  'io.kestra.plugin.kestra.flows.ExportById': () => import('./flows/ExportById.ts'),
  'io.kestra.plugin.kestra.flows.List': () => import('./flows/List.ts'),
  'io.kestra.plugin.kestra.logs.Fetch': () => import('./logs/Fetch.ts'),
  'io.kestra.plugin.kestra.namespaces.List': () => import('./namespaces/List.ts'),
  'io.kestra.plugin.kestra.namespaces.NamespacesWithFlows': () =>
    import('./namespaces/NamespacesWithFlows.ts'),
  'io.kestra.plugin.kestra.triggers.Toggle': () => import('./triggers/Toggle.ts'),
};
