import { flowIdentity } from '../../../runner/repository/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { ChatMessage, Surroundings, Wish } from '../types.ts';
import { type DataBlocks, dataBlocks } from './data.ts';
import { systemPrompt } from './system.ts';
import { typesIn } from './typesIn.ts';

/** Characters of each kind of data. */
const limits = {
  prompt: 8_000,
  flow: 120_000,
  log: 8_000,
  violations: 8_000,
  turn: 1_500,
  turns: 8,
  names: 100,
  schemas: 30_000,
} as const;

/** Types that are shown from the start. */
const shortlist = 10;

/**
 * What a model is told first: the rules, the plugin types that fit, what there is in the namespace by name, the flow and the wish
 * (issue “Copilot”, how it works). Values of secrets, KV entries and variables are nowhere in it.
 */
export async function wishMessages(
  wish: Wish,
  surroundings: Surroundings,
  catalogue: Catalogue,
  now: Date = new Date(),
): Promise<ChatMessage[]> {
  const data = dataBlocks();
  const parts = [
    `Today is ${now.toISOString().slice(0, 10)} (UTC).`,
    `Plugin types that may fit:\n\n${schemas(wish, catalogue)}`,
    await namesAround(wish, surroundings),
    ...failureParts(wish, data),
    ...conversationParts(wish, data),
    ...(wish.flow ? [data.block(`the flow, ${wish.flow.file}`, wish.flow.source, limits.flow)] : []),
    data.block('the wish', wish.prompt, limits.prompt),
    asked(wish),
  ];
  return [
    { role: 'system', content: systemPrompt() },
    { role: 'user', content: parts.filter((part) => part !== '').join('\n\n') },
  ];
}

function asked({ flow, namespace, tests, only, failure }: Wish): string {
  if (only) return 'Leave the flow as it is, and propose it with a suite of unit tests as the wish asks.';
  const what = flow
    ? failure
      ? 'Repair the flow: what is wrong with it is above.'
      : 'Change the flow as the wish asks.'
    : `Write a new flow in the namespace ${namespace ?? ''}.`;
  return `${what}${tests ? ' Add or continue its suite of unit tests.' : ''}`;
}

/** Those that the flow has, then those that the words find, as far as they have room. */
function schemas({ prompt, flow, failure }: Wish, catalogue: Catalogue): string {
  const own = flow ? typesIn(flow.source) : [];
  const words = [prompt, ...(failure?.violations ?? []).map(({ message }) => message)].join('\n');
  const found = catalogue.search(words, shortlist).map(({ type }) => type);
  let left: number = limits.schemas;
  return [...new Set([...own, ...found])]
    .flatMap((type) => catalogue.schemaOf(type) ?? [])
    .filter((text) => {
      left -= text.length;
      return left >= 0;
    })
    .join('\n\n');
}

async function namesAround({ flow, namespace }: Wish, surroundings: Surroundings): Promise<string> {
  const own = (flow && (await flowIdentity(flow.source))?.namespace) ?? namespace ?? '';
  const { namespaces, repository, kvKeys, secretNames } = surroundings;
  const flows: string[] = [];
  for (const file of (await repository.flowFiles()).slice(0, limits.names)) {
    const identity = await repository.readFlow(file).then(
      ({ source }) => flowIdentity(source),
      () => undefined,
    );
    if (identity) flows.push(`${identity.namespace}.${identity.id}`);
  }
  const lists: [string, readonly string[]][] = [
    ['Other flows', flows],
    [`Variables of the namespace ${own} ({{ namespace.name }})`, Object.keys(namespaces.of(own).variables)],
    ['Keys of the KV store', (await kvKeys?.(own)) ?? []],
    ['Names of secrets', (await secretNames?.(own)) ?? []],
  ];
  return lists
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => `${title}: ${names.slice(0, limits.names).map(plain).join(', ')}`)
    .join('\n');
}

/** A name as one word: it is text of others too. */
function plain(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').slice(0, 100);
}

function failureParts({ failure }: Wish, { block }: DataBlocks): string[] {
  if (!failure) return [];
  const { violations = [], log, state } = failure;
  const lines = violations
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
    .join('\n');
  return [
    ...(lines === '' ? [] : [block('what validation found', lines, limits.violations)]),
    ...(state === undefined ? [] : [`The execution ended ${plain(state)}.`]),
    ...(log === undefined ? [] : [block('log of the failed tasks', log, limits.log, 'tail')]),
  ];
}

function conversationParts({ conversation = [] }: Wish, { block }: DataBlocks): string[] {
  return conversation
    .slice(-limits.turns)
    .map(({ author, text }) =>
      block(`said before, by ${author === 'person' ? 'a person' : 'you'}`, text, limits.turn),
    );
}
