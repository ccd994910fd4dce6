import { describe, expect, test } from 'vitest';
import { bytesOf, cutBytes, cutMarkdown, fit, tailLines } from '../../../../app/github/report/budget.ts';
import { expectClosed } from './hostile.ts';

const more = '[all](https://tutti.example/e1)';

describe('given parts that are too large together (github §9.3 “Budget”)', () => {
  const part = (name: string, size: number, rank?: number) => ({
    text: `${name} ${'x'.repeat(size)}`,
    noun: name,
    ...(rank !== undefined && { rank }),
  });

  test('then those with the lowest rank go, and the last line says which', () => {
    const text = fit(
      [part('verdict', 10), part('graph', 700, 4), part('chart', 700, 1), part('outputs', 300, 3)],
      more,
      1600,
    );
    expect(text).toMatch(
      /^verdict x+\n\ngraph x+\n\noutputs x+\n\n_Omitted because GitHub limits the size: 1 × chart\._ \[all\]/,
    );
    expect(bytesOf(text)).toBeLessThanOrEqual(1600);
  });

  test('then one that can be shortened is, and what it lacks is counted', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    const log = {
      text: lines.join('\n'),
      rank: 1,
      noun: 'log line',
      shorten(bytes: number) {
        const { lines: kept, omitted } = tailLines(lines, bytes);
        return { text: kept.join('\n'), omitted };
      },
    };
    const text = fit([part('verdict', 10), log], more, 800);
    const kept = text.match(/^line \d+$/gm)!;
    expect(kept.at(-1)).toBe('line 99');
    expect(text).toContain(`${100 - kept.length} × log line`);
  });

  test('then nothing is said where all of it fits', () => {
    expect(fit([part('verdict', 10), { text: '' }, part('chart', 10, 1)], more, 400)).toBe(
      `verdict ${'x'.repeat(10)}\n\nchart ${'x'.repeat(10)}`,
    );
  });

  test('then parts that may not go are cut at a line', () => {
    const text = fit([{ text: Array(200).fill('a line of text').join('\n') }], more, 1000);
    expect(bytesOf(text)).toBeLessThanOrEqual(1000);
    expect(text).toMatch(
      /a line of text\n\n_\d+ more lines omitted because GitHub limits the size\._ \[all\]\(https:\/\/tutti\.example\/e1\)$/,
    );
  });
});

describe('given a text that is cut', () => {
  test('then a fence and details that are open are closed', () => {
    const text = `<details><summary>Log</summary>\n\n\`\`\`\`text\n${'```\nline\n'.repeat(100)}\`\`\`\`\n\n</details>`;
    const cut = cutMarkdown(text, 400, more);
    expectClosed(cut);
    expect(cut).toContain('````\n\n</details>\n\n_');
  });

  test.each(['é', '€', '😀', 'a'])('then %s is never cut in two', (character) => {
    for (let limit = 0; limit < 12; limit++) {
      const cut = cutBytes(character.repeat(5), limit);
      expect(cut).toBe(character.repeat(Math.min(5, Math.floor(limit / bytesOf(character)))));
    }
  });
});
