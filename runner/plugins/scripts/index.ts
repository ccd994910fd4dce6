import type { PluginLoader } from '../../plugin/registry.ts';

/** Script tasks and the Docker task runner, each loaded when a flow first names it. */
export const scripts: Readonly<Record<string, PluginLoader>> = {
  'io.kestra.plugin.scripts.shell.Commands': () => import('./shell/Commands.ts'),
  'io.kestra.plugin.scripts.shell.Script': () => import('./shell/Script.ts'),
  'io.kestra.plugin.scripts.python.Commands': () => import('./python/Commands.ts'),
  'io.kestra.plugin.scripts.python.Script': () => import('./python/Script.ts'),
  'io.kestra.plugin.scripts.node.Commands': () => import('./node/Commands.ts'),
  'io.kestra.plugin.scripts.node.Script': () => import('./node/Script.ts'),
  'io.kestra.plugin.scripts.runner.docker.Docker': () => import('./runner/docker/Docker.ts'),
};
