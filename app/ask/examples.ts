import type { Passage } from './types.ts';

/** The description of an example's file as a passage; none where it has no description. */
export function examplePassages(path: string, source: string): Passage[] {
  const [, first = '', rest = ''] = /^description:[ \t]*(.*)\n((?:(?:[ \t]+.*)?\n)*)/m.exec(source) ?? [];
  // The file need not be parsed for a text: its lines, without a block's mark or quotes.
  const text = `${first.replace(/^[|>][-+\d]*$/, '')}\n${rest.replaceAll(/^[ \t]+/gm, '')}`
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2');
  const id = /^id:[ \t]*(\S+)/m.exec(source)?.[1];
  return text === '' ? [] : [{ title: `Example › ${id ?? path.split('/').at(-2)}`, path, anchor: '', text }];
}
