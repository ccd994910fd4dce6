import { randomBytes } from 'node:crypto';

/** Sections that are cut out of a template before it is read; the text of the regular expression is Kestra's. */
const rawSection = /\{%-*\s*raw\s*-*%\}(.*?)\{%-*\s*endraw\s*-*%\}/g;

/** Makes placeholders unguessable, so that no data can contain one. */
const secret = randomBytes(6).toString('hex');

let sections = 0;

/** Placeholders and the text each of them stands for. */
export type RawSections = ReadonlyMap<string, string>;

/**
 * Replaces `{% raw %}…{% endraw %}` by placeholders that no expression touches (flow-language §4.1.2). A placeholder is
 * as long as its section where the section is long enough, so that offsets behind it stay true.
 */
export function cutRawSections(template: string): { text: string; raw: RawSections | undefined } {
  if (!template.includes('endraw')) {
    return { text: template, raw: undefined };
  }
  const raw = new Map<string, string>();
  const text = template.replace(rawSection, (section: string, content: string) => {
    sections += 1;
    const placeholder = `\u{E000}${secret}${sections}`.padEnd(section.length - 1, '-').concat('\u{E001}');
    raw.set(placeholder, content);
    return placeholder;
  });
  return { text, raw: raw.size > 0 ? raw : undefined };
}

/** Puts the content of cut sections back into a rendered text. */
export function putRawSectionsBack(text: string, raw: RawSections): string {
  let result = text;
  for (const [placeholder, content] of raw) {
    result = result.replaceAll(placeholder, () => content);
  }
  return result;
}
