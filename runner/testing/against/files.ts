import { argumentsOf } from '../../expression/index.ts';
import { didYouMean, suggest } from '../../flow/suggest.ts';
import { isMapping, type Path } from '../../flow/values.ts';
import type { Repository } from '../../repository/types.ts';
import type { Tell } from '../check.ts';
import type { TestSuite } from '../types.ts';

/** Namespace files that `fileURI('…')` in a fixture names and that do not exist (surfaces §1.1). */
export async function checkFileNames(
  { namespace, testCases }: TestSuite,
  repository: Pick<Repository, 'listFiles'>,
  tell: Tell,
): Promise<void> {
  const named = testCases.flatMap(({ disabled, fixtures }, index) =>
    disabled ? [] : [...filesNamedIn(fixtures, ['testCases', index, 'fixtures'])],
  );
  if (named.length === 0) return;
  const known = await repository.listFiles(namespace);
  for (const { name, path, at } of named) {
    const wanted = name.replace(/^\/+/, '');
    if (known.includes(wanted)) continue;
    const meant = didYouMean(suggest(wanted, known));
    tell(path, `there is no file '${wanted}' in the namespace '${namespace}'${meant}`, 'error', at);
  }
}

interface NamedFile {
  name: string;
  path: Path;
  /** In the text at `path`. */
  at: number;
}

function* filesNamedIn(value: unknown, path: Path): Generator<NamedFile> {
  if (typeof value === 'string')
    for (const { text, at } of argumentsOf(value, 'fileURI')) yield { name: text, path, at };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* filesNamedIn(item, [...path, index]);
  else if (isMapping(value))
    for (const [key, entry] of Object.entries(value)) yield* filesNamedIn(entry, [...path, key]);
}
