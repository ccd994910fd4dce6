import type { Flow } from '../../../runner/flow/types.ts';
import { clean, fenced } from '../../../runner/report/escape.ts';
import { count, details } from '../../../runner/report/markdown.ts';
import { bytesOf, cutBytes, type Part } from './budget.ts';
import type { ExecutionParts } from './execution.ts';

const masked = '******';
/** A value longer than this is read elsewhere. */
const mostText = 2000;
const mostDepth = 8;
const mostItems = 100;

/** The inputs of an execution as a folded block of JSON; those of type SECRET are masked (github §8.2). */
export function inputsPart({ execution, flow, mask }: ExecutionParts): Part {
  return valuesPart('input', execution.inputs, new Set(secretIds(flow?.inputs)), 5, mask);
}

/** The flow's outputs, in the same way. */
export function outputsPart({ execution, flow, mask }: ExecutionParts): Part {
  return valuesPart('output', execution.outputs, new Set(secretIds(flow?.outputs)), 3, mask);
}

function secretIds(declared: readonly (Flow['inputs'][number] | Flow['outputs'][number])[] = []): string[] {
  return declared
    .filter(({ type, itemType }) => [type, itemType].some((name) => String(name).toUpperCase() === 'SECRET'))
    .map(({ id }) => id);
}

function valuesPart(
  noun: string,
  values: Record<string, unknown> | undefined,
  secrets: ReadonlySet<string>,
  rank: number,
  mask: (text: string) => string = (text) => text,
): Part {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return { text: '' };
  const lines = JSON.stringify(shown(values, '', secrets, mask, 0), null, 2).split('\n');
  const title = count(entries.length, noun);
  const render = (body: string) => details(title, fenced(body, 'json'));
  const whole = lines.join('\n');
  return {
    text: render(whole),
    rank,
    noun: `line of the ${noun}s`,
    count: lines.length,
    shorten(bytes) {
      const room = bytes - bytesOf(render('')) - 20;
      const kept = cutBytes(whole, room).split('\n').slice(0, -1);
      return {
        text: kept.length === 0 ? '' : render([...kept, '…'].join('\n')),
        omitted: lines.length - kept.length,
      };
    },
  };
}

/** The value as it may be seen: secrets masked, also those that are stored encrypted, long texts and lists cut. */
function shown(
  value: unknown,
  path: string,
  secrets: ReadonlySet<string>,
  mask: (text: string) => string,
  depth: number,
): unknown {
  if (secrets.has(path)) return masked;
  if (typeof value === 'string') return shortened(mask(value));
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === mostDepth) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => shown(item, `${path}[]`, secrets, mask, depth + 1));
    return value.length > mostItems ? [...items, `… ${value.length - mostItems} more`] : items;
  }
  if ('type' in value && value.type === 'io.kestra.datatype:aes_encrypted') return masked;
  const entries = Object.entries(value);
  const some = entries
    .slice(0, mostItems)
    .map(([key, child]) => [
      shortened(mask(key)),
      shown(child, path === '' ? key : `${path}.${key}`, secrets, mask, depth + 1),
    ]);
  return Object.fromEntries(
    entries.length > mostItems ? [...some, ['…', `${entries.length - mostItems} more`]] : some,
  );
}

function shortened(text: string): string {
  const safe = clean(text.slice(0, mostText).toWellFormed());
  return text.length > mostText ? `${safe}… (${text.length.toLocaleString('en-US')} characters)` : safe;
}
