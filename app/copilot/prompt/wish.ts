import { flowIdentity } from '../../../runner/repository/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { CopilotError } from '../errors.ts';
import { flowNames } from '../flowNames.ts';
import { withholder } from '../propose/withhold.ts';
import type { ChatMessage, Surroundings, Wish } from '../types.ts';
import { type Part, withinBudget } from './budget.ts';
import { type DataBlocks, dataBlocks, plainName } from './data.ts';
import { systemPrompt } from './system.ts';
import { typesIn } from './typesIn.ts';

/** Characters of each kind of data; of the flow and of all messages, bytes. */
const limits = {
  total: 200_000,
  flow: 100_000,
  prompt: 8_000,
  log: 8_000,
  /** Where there is no room for more. */
  shortLog: 2_000,
  violations: 8_000,
  turn: 1_500,
  turns: 8,
  names: 100,
  schemas: 30_000,
} as const;

/** Types that are shown from the start: those that the words find, then the commonest. */
const shortlist = 10;

const commonest = [
  'log.Log',
  'http.Request',
  'trigger.Schedule',
  'flow.If',
  'flow.ForEach',
  'flow.Subflow',
  'kv.Set',
].map((name) => `io.kestra.plugin.core.${name}`);

/**
 * What a model is told first: the rules, the plugin types that fit, what there is in the namespace by name, the flow and the wish
 * (issue “Copilot”, how it works). Values of secrets, KV entries and variables are nowhere in it. Where all has no room, names of
 * what is around go first, then what was said before, then types that the flow has not, then most of a log.
 *
 * @throws CopilotError `forbidden` where the flow is too large: of a part of it no whole flow can be made
 */
export async function wishMessages(
  wish: Wish,
  surroundings: Surroundings,
  catalogue: Catalogue,
  now: Date = new Date(),
): Promise<ChatMessage[]> {
  assertReadable(wish);
  const data = dataBlocks();
  const identity = wish.flow && (await flowIdentity(wish.flow.source));
  const namespace = identity?.namespace ?? wish.namespace ?? '';
  const withhold = withholder(surroundings.namespaces, namespace, wish.flow?.source);
  const system = systemPrompt();
  const parts: Part[] = [
    { text: `Today is ${now.toISOString().slice(0, 10)} (UTC).` },
    ...schemaParts(wish, catalogue),
    { kind: 'names', text: await namesAround(namespace, surroundings) },
    ...failureParts(wish, data, withhold),
    ...conversationParts(wish, data),
    ...flowParts(wish, data),
    { text: data.block('the wish', wish.prompt, limits.prompt) },
    { text: asked(wish) },
  ];
  return [
    { role: 'system', content: system },
    { role: 'user', content: withinBudget(parts, limits.total - Buffer.byteLength(system)) },
  ];
}

function assertReadable({ flow }: Wish): void {
  const size = Buffer.byteLength(flow?.source ?? '');
  if (size > limits.flow)
    throw new CopilotError(
      'forbidden',
      `The flow has ${size} bytes; Copilot changes flows of at most ${limits.flow}: take a part of it into a flow of its own first`,
    );
}

/** Those that the flow has, then those that the words find, as far as they have room. */
function schemaParts({ prompt, flow, failure }: Wish, catalogue: Catalogue): Part[] {
  const own = flow ? typesIn(flow.source) : [];
  const words = [prompt, ...(failure?.violations ?? []).map(({ message }) => message)].join('\n');
  const found = catalogue.search(words, shortlist).map(({ type }) => type);
  const further = [...new Set([...found, ...commonest])].slice(0, shortlist);
  let left: number = limits.schemas;
  const texts = (types: readonly string[]) =>
    types
      .flatMap((type) => catalogue.schemaOf(type) ?? [])
      .filter((text) => {
        left -= text.length;
        return left >= 0;
      })
      .join('\n\n');
  const [ofFlow, others] = [texts(own), texts(further.filter((type) => !own.includes(type)))];
  return [
    { text: ofFlow && `Plugin types of the flow:\n\n${ofFlow}` },
    { kind: 'types', text: others && `Plugin types that may fit:\n\n${others}` },
  ];
}

/** Names alone: their values are no matter of a model. */
async function namesAround(
  namespace: string,
  { namespaces, repository, kvKeys, secretNames }: Surroundings,
): Promise<string> {
  const lists: [string, readonly string[]][] = [
    ['Other flows', await flowNames(repository, limits.names)],
    [
      `Variables of the namespace ${plainName(namespace)} ({{ namespace.name }})`,
      Object.keys(namespaces.of(namespace).variables),
    ],
    ['Keys of the KV store', (await kvKeys?.(namespace)) ?? []],
    ['Names of secrets', (await secretNames?.(namespace)) ?? []],
  ];
  return lists
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => {
      const shown = names.slice(0, limits.names).map(plainName).join(', ');
      return `${title}: ${shown}${names.length > limits.names ? ' (… rest left out)' : ''}`;
    })
    .join('\n');
}

function failureParts({ failure }: Wish, { block }: DataBlocks, withhold: (text: string) => string): Part[] {
  if (!failure) return [];
  const { violations = [], log, state } = failure;
  const found = violations
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
    .join('\n');
  const logBlock = (most: number) => block('log of the failed tasks', withhold(log ?? ''), most, 'tail');
  return [
    { text: found && block('what validation found', withhold(found), limits.violations) },
    { text: state === undefined ? '' : `The execution ended ${plainName(state)}.` },
    ...(log === undefined
      ? []
      : [{ kind: 'log', text: logBlock(limits.log), shorter: logBlock(limits.shortLog) } as const]),
  ];
}

function conversationParts({ conversation = [] }: Wish, { block }: DataBlocks): Part[] {
  const before = conversation
    .slice(-limits.turns)
    .map(({ author, text }) =>
      block(`said before, by ${author === 'person' ? 'a person' : 'you'}`, text, limits.turn),
    );
  return before.map((text) => ({ kind: 'conversation', text }));
}

function flowParts({ flow }: Wish, { block }: DataBlocks): Part[] {
  // A mark may be longer than the credential whose place it has.
  return flow ? [{ text: block(`the flow, ${plainName(flow.file)}`, flow.source, 2 * limits.flow) }] : [];
}

function asked({ flow, namespace, tests, only, failure }: Wish): string {
  if (only) return 'Leave the flow as it is, and propose it with a suite of unit tests as the wish asks.';
  const what = flow
    ? failure
      ? 'Repair the flow: what is wrong with it is above.'
      : 'Change the flow as the wish asks.'
    : `Write a new flow in the namespace ${plainName(namespace ?? '')}.`;
  return `${what}${tests ? ' Add or continue its suite of unit tests.' : ''}`;
}
