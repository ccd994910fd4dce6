import { isMap, isPair, isScalar, parseDocument, Scalar, stringify, visit } from 'yaml';
import { tokenShapes, withheldMark } from './shapes.ts';

export interface Guarded {
  text: string;
  /** Secrets to create, and the property that holds each now. */
  secrets: { name: string; path: string }[];
}

/** What a model was not shown, and wrote where a credential belongs, is one. */
const shapes: readonly RegExp[] = [...tokenShapes, withheldMark];

/** Names of properties and headers whose value is a credential. */
const credentialName =
  /^(?:password|passwd|pwd|passphrase|secret|token|api[-_ ]?key|x-api-key|access[-_]?key|secret[-_]?key|private[-_]?key|client[-_]?secret|auth[-_]?token|access[-_]?token|api[-_]?token|oauth[-_]?token|bearer|authorization|credentials?|service[-_]?account|connection[-_]?string)$|(?:password|secret|token|apikey|api_key|privatekey)$/i;

/** Not credentials, whatever the property is called. */
const harmless = /^(?:true|false|null|none|changeme|basic|bearer|oauth2?|\d{1,4}|[A-Z_]+_TOKEN)$/i;

/**
 * Replaces literal credentials in a text of YAML by `{{ secret('NAME') }}`, where the same text stood not in `original` already
 * (surfaces §4.7, “secrets guard”): what looks like a known token, and what stands at a property that is named for one.
 * Expressions stay. Other lines stay as they are.
 */
export function guardSecrets(source: string, original = ''): Guarded {
  const document = parseDocument(source, { uniqueKeys: false, logLevel: 'silent' });
  const found: { node: Scalar<string>; name: string; path: string }[] = [];
  visit(document, {
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value !== 'string' || !node.range) return;
      const names = path.flatMap((one) => (isPair(one) && isScalar(one.key) ? String(one.key.value) : []));
      if (!isCredential(names.at(-1) ?? '', node.value) || (original !== '' && original.includes(node.value)))
        return;
      found.push({ node: node as Scalar<string>, name: secretName(names, path), path: names.join('.') });
    },
  });
  const taken = new Map<string, string>();
  let text = source;
  for (const { node, name } of found.toReversed()) {
    const unique = uniqueName(taken, name, node.value);
    const [start, end] = node.range!;
    text = text.slice(0, start) + replacement(source, node, unique) + text.slice(end);
  }
  const nameOf = new Map([...taken].map(([name, value]) => [value, name]));
  return { text, secrets: found.map(({ node, path }) => ({ name: nameOf.get(node.value)!, path })) };
}

/** Whether a text holds what looks like a token, wherever it stands. */
export function looksSecret(text: string): boolean {
  return shapes.some((shape) => shape.test(text));
}

function isCredential(property: string, value: string): boolean {
  const literal = value.replace(/\{\{[\s\S]*?\}\}/g, '').trim();
  if (literal === '') return false;
  if (looksSecret(literal)) return true;
  const isNamed = credentialName.test(property);
  // `Bearer {{ secret('X') }}`: the secret is one already.
  return (
    isNamed &&
    literal === value.trim() &&
    literal.length >= 3 &&
    !harmless.test(literal) &&
    !literal.includes('\n')
  );
}

/** `DB_PASSWORD` of the task `db`: the property alone would often be the same. */
function secretName(names: readonly string[], path: readonly unknown[]): string {
  const owner = path.findLast((one) => isMap(one) && typeof one.get('id') === 'string');
  const id = isMap(owner) && path.length > 2 ? String(owner.get('id')) : '';
  const name = `${id}_${names.at(-1) ?? 'secret'}`.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return name.toUpperCase() || 'SECRET';
}

function uniqueName(taken: Map<string, string>, name: string, value: string): string {
  const known = [...taken].find(([, one]) => one === value)?.[0];
  if (known !== undefined) return known;
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name}_${count}`;
  taken.set(unique, value);
  return unique;
}

/** As a quoted text of one line; where a token is part of a text, that part alone. */
function replacement(source: string, node: Scalar<string>, name: string): string {
  const secret = `{{ secret('${name}') }}`;
  const shape = shapes.find((one) => one.test(node.value));
  const matched = shape && node.value.match(shape)?.[0];
  const isWhole = matched === undefined || node.value.includes('PRIVATE KEY');
  const value = isWhole ? secret : node.value.replace(matched, secret);
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const [start, end] = node.range!;
  const written = source.slice(start, end);
  // The other lines of a script stay.
  if (isBlock && !isWhole && written.includes(matched)) return written.replace(matched, secret);
  const scalar = new Scalar(isBlock ? secret : value);
  scalar.type = 'QUOTE_DOUBLE';
  return stringify(scalar, { lineWidth: 0 }).trimEnd() + (isBlock ? '\n' : '');
}
