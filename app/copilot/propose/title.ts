import { oneLine } from '../../../runner/report/escape.ts';

/** Characters of a title. */
const longest = 100;

/** Words that would keep checks from running, mentions, references to issues and addresses. */
const active =
  /\[[^\]]*\b(?:skip|no)\b[^\]]*\]|\*{3}NO_CI\*{3}|skip-checks\s*:|[@#](?=\w)|\bGH-(?=\d)|https?:\/\/\S*/gi;

/**
 * A model's title as one line of a commit: nobody is called by it, no issue is closed and no check is skipped (github §8.2). What is
 * invisible goes first, and what stands around a word that was taken out may be one together: so until nothing is left.
 */
export function harmlessTitle(title: string): string {
  let harmless = oneLine(title, longest * 2);
  for (let before = ''; before !== harmless; ) {
    before = harmless;
    harmless = harmless.replace(active, '');
  }
  return oneLine(harmless, longest);
}
