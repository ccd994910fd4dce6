import type { EngineOptions } from '../engine/index.ts';
import type { Registry } from '../plugin/registry.ts';
import { computes } from '../preview/computes.ts';
import { sealedEnvironment } from '../preview/sealed.ts';

/**
 * An engine for tests that strangers write (github §8.2): only tasks that compute really run, in subflows too; secrets are
 * placeholders, and neither the environment, the network nor files of this machine are reached.
 */
export function sandboxed(
  registry: Registry,
): Pick<EngineOptions, 'environment' | 'sealed' | 'localFiles' | 'confinement' | 'refuses'> & object {
  return {
    environment: sealedEnvironment,
    sealed: true,
    localFiles: false,
    confinement: { egress: { allow: [] }, bareScripts: true },
    refuses: (type) =>
      computes(registry, type)
        ? undefined
        : `A task of type ${type} does not really run in tests of this pull request: give the case a fixture for it`,
  };
}
