import { openCopilot } from '../../app/copilot/index.ts';
import { type CopilotSection, modelSettings } from '../../app/copilot/model/settings.ts';
import type { Copilot, Surroundings } from '../../app/copilot/types.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { secretKeys } from '../../runner/engine/secrets.ts';
import type { PluginDefault } from '../../runner/flow/defaults.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { namespaceReader } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';

export interface CopilotSetup {
  /** Section `copilot` of `tutti.yaml`. */
  section: CopilotSection & { rounds: number };
  environment: Readonly<Record<string, string | undefined>>;
  registry: Registry;
  /** The flows as they are now. */
  repository(): Promise<Repository> | Repository;
  /** Where the names of KV entries are read; absent where nothing was ever executed. */
  backend?: Backend | undefined;
  pluginDefaults?: readonly PluginDefault[] | undefined;
}

/**
 * Copilot for one repository; undefined where no model is configured.
 *
 * @throws CopilotError `notConfigured` where a configuration makes no sense
 */
export function copilotFor({ section, environment, ...parts }: CopilotSetup): Copilot | undefined {
  const settings = modelSettings(environment, section);
  if (!settings) return undefined;
  return openCopilot({
    settings,
    rounds: section.rounds,
    surroundings: () => surroundingsOf({ environment, ...parts }),
  });
}

/** What Copilot may know of a repository: names of secrets and KV entries, never their values. */
async function surroundingsOf({
  environment,
  registry,
  backend,
  pluginDefaults,
  ...parts
}: Omit<CopilotSetup, 'section'>): Promise<Surroundings> {
  const repository = await parts.repository();
  return {
    repository,
    registry,
    namespaces: await namespaceReader(registry, { pluginDefaults })(repository),
    secretNames: async () => secretKeys(environment),
    ...(backend && {
      kvKeys: async (namespace: string) => (await backend.kv.list(namespace)).map(({ key }) => key),
    }),
  };
}
