import picomatch from 'picomatch';
import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, enumeration, list, object, string } from '../../../plugin/properties.ts';
import type { KvAccess } from '../../../plugin/types.ts';
import { isExpired } from './entries.ts';

/** flow-language §6.4, PurgeKV; surfaces §10.2 for `behavior`, which Kestra 1.1 brought. */
export default defineTask({
  type: 'io.kestra.plugin.core.kv.PurgeKV',
  title: 'Delete expired keys of the KV store.',
  description: `Without \`namespaces\` and \`namespacePattern\` every namespace is purged. With \`expiredOnly: false\` keys that are still good are
deleted too. In patterns \`*\` stands for any characters.`,
  properties: z.object({
    namespaces: list(string()).optional().describe('Namespaces to purge.'),
    namespacePattern: string()
      .optional()
      .describe('Glob of the namespaces to purge, instead of `namespaces`.'),
    includeChildNamespaces: boolean()
      .default(true)
      .describe('Whether the namespaces below `namespaces` are purged too.'),
    keyPattern: string().optional().describe('Glob of the keys to delete; every key where it is absent.'),
    expiredOnly: boolean()
      .optional()
      .describe('Whether only keys whose time is over are deleted; true by default.'),
    behavior: object({
      type: enumeration(['key']).default('key').describe('What is purged: whole keys.'),
      expiredOnly: boolean().default(true).describe('As the property of the task, which wins.'),
    })
      .optional()
      .describe('What to delete, as Kestra 1.1 writes it.'),
  }),
  outputs: z.object({
    size: z.number().int().describe('How many keys were deleted.'),
  }),
  runs: 'inline',
  async run(context) {
    const { keyPattern, behavior, expiredOnly = behavior?.expiredOnly ?? true } = context.properties;
    const isWanted = keyPattern === undefined ? () => true : globOf(keyPattern);
    let size = 0;
    for (const namespace of await namespacesToPurge(context.kv, context.properties)) {
      for (const entry of await context.kv.list({ namespace })) {
        if (!isWanted(entry.key) || (expiredOnly && !isExpired(entry))) continue;
        if (await context.kv.delete(entry.key, { namespace })) size++;
      }
    }
    context.log('INFO', `Purged ${size} key${size === 1 ? '' : 's'}`);
    return { outputs: { size } };
  },
  examples: [
    {
      title: 'Every morning',
      code: `id: purge_kv
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.kv.PurgeKV
    namespaces:
      - company

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
`,
    },
    {
      title: 'Keys of a kind, expired or not',
      code: `id: purge_cache
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.kv.PurgeKV
    namespacePattern: company.*
    keyPattern: cache_*
    expiredOnly: false
`,
    },
  ],
});

interface Selection {
  namespaces?: string[];
  namespacePattern?: string;
  includeChildNamespaces: boolean;
}

async function namespacesToPurge(kv: KvAccess, selection: Selection): Promise<string[]> {
  const { namespaces, namespacePattern, includeChildNamespaces } = selection;
  if (namespaces && namespacePattern !== undefined) {
    throw new Error('`namespaces` and `namespacePattern` exclude each other: use one of them');
  }
  const existing = await kv.namespaces();
  if (namespacePattern !== undefined) return existing.filter(globOf(namespacePattern));
  if (!namespaces) return existing;
  return existing.filter((name) =>
    namespaces.some((wanted) => name === wanted || (includeChildNamespaces && name.startsWith(`${wanted}.`))),
  );
}

/** A Java glob over names without slashes. */
function globOf(pattern: string): (name: string) => boolean {
  const matches = picomatch(pattern, { dot: true, noextglob: true, nonegate: true });
  return (name) => matches(name);
}
