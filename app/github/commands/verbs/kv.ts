import { kvAccess } from '../../../../runner/engine/kvAccess.ts';
import { code, fenced } from '../../report/index.ts';
import { type CommandContext, CommandRefused, type Verb } from '../types.ts';
import { production, sha } from './shared.ts';

const most = 200;

export const kv: Verb = {
  name: 'kv',
  summary: 'Lists or reads KV entries; sets and deletes those of the pull request.',
  words: [
    { name: 'ACTION', description: 'list, get, set or delete.' },
    { name: 'NAMESPACE' },
    { name: 'KEY', optional: true },
    { name: 'VALUE', optional: true },
  ],
  options: [sha, production],
  minimum: 'write',
  effect: 'runs',
  async run(context) {
    const [action, namespace, key, value] = context.given.words;
    const { backend, engine } = await context.open();
    const entries = kvAccess(backend.kv, namespace!);
    if (action === 'list') {
      const keys = (await entries.list()).map((entry) => entry.key);
      const sentence =
        keys.length === 0 ? `${code(namespace!)} has no entries` : `Keys of ${code(namespace!)}`;
      const parts = keys.length === 0 ? [] : [{ text: fenced(keys.slice(0, most).join('\n'), 'text') }];
      return { reply: { icon: 'ℹ️', sentence, parts } };
    }
    if (key === undefined) throw new CommandRefused('Say which key.');
    if (action === 'get') {
      const found = await entries.get(key);
      if (!found || found.expired) throw new CommandRefused(`${namespace} has no entry “${key}”.`);
      const text = typeof found.value === 'string' ? found.value : JSON.stringify(found.value, null, 2);
      const part = { text: fenced(engine.mask(text).slice(0, 20_000), 'text') };
      return { reply: { icon: 'ℹ️', sentence: `${code(key)} of ${code(namespace!)}`, parts: [part] } };
    }
    checkWritable(context);
    if (action === 'delete') await entries.delete(key);
    else if (action === 'set' && value !== undefined) await set(entries, key, value);
    else throw new CommandRefused('Expected `list`, `get`, `delete`, or `set` with a value.');
    return {};
  },
};

/** What production keeps is changed by flows that were reviewed. */
function checkWritable({ scope }: CommandContext): void {
  if (scope.kind === 'production') throw new CommandRefused('In production, entries are only read here.');
}

async function set(entries: ReturnType<typeof kvAccess>, key: string, value: string): Promise<void> {
  try {
    await entries.set(key, value);
  } catch (error) {
    throw new CommandRefused(error instanceof Error ? error.message : String(error));
  }
}
