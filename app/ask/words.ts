/**
 * Splits texts into the words that are compared. What it makes of a word is remembered: the documentation has few different ones.
 *
 * @returns words without their usual endings and without those that every question has; of a name such as `LoopUntil` or
 * `flow_running_count` also its parts
 */
export function wordReader(): (text: string) => string[] {
  const known = new Map<string, string[]>();
  return (text) => {
    const words: string[] = [];
    for (const word of text.match(/[\w\u00aa-\u1fff\u2c00-\ufffd]+/g) ?? []) {
      const stems = known.get(word) ?? stemsOf(word);
      known.set(word, stems);
      words.push(...stems);
    }
    return words;
  };
}

function stemsOf(word: string): string[] {
  const parts = word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== '');
  return (parts.length > 1 ? [word, ...parts] : parts).flatMap((one) => stemOf(one.toLowerCase()) ?? []);
}

/** A word without its usual endings; undefined for one that says nothing. */
function stemOf(word: string): string | undefined {
  if (common.has(word)) return undefined;
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word.replace(/(?<=[a-z]{3})s$/, '');
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<!s)s$/, '')
    .replace(/(?<=.{3})(?:ing|ed)$/, '')
    .replace(/(?<=.{3})e$/, '')
    .replace(/([bdgklmnprt])\1$/, '$1');
}

/** In nearly every question, or in the name of nearly every type. */
const common = new Set(
  `a about all an and any are as at be been but by can could do does did for from get has have how i if in io is it its itself me my
not of on or our should so tell that the their them then there these they this to use using want was we what when where which who
why will with would you your tutti please plugin org`.split(/\s+/),
);
