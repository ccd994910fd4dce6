import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/paint.ts';
import { coverageText } from '../../../cli/test/coverageText.ts';
import type { CoverageFigures } from '../../../runner/testing/report/coverage.ts';

const coverage: CoverageFigures = {
  flows: [
    {
      namespace: 'a',
      flowId: 'all',
      file: 'flows/all.yaml',
      points: [],
      summary: { points: 4, hit: 4, percent: 100 },
    },
    {
      namespace: 'a',
      flowId: 'some',
      file: 'flows/some.yaml',
      points: [
        { kind: 'task', name: 'tidy', line: 20, hits: 0 },
        { kind: 'task', name: 'greet', line: 4, hits: 2 },
        { kind: 'branch', name: 'decide: else', line: 12, hits: 0 },
      ],
      summary: { points: 3, hit: 2, percent: 200 / 3 },
    },
  ],
  total: { points: 7, hit: 6, percent: 600 / 7 },
};
const plain = createPaint(false);

test('flows are listed, the least covered first, then what of all was run, rounded down', () => {
  expect(coverageText(coverage, {}, plain)).toBe(`
coverage  points  flow    file
66.6 %    2/3     a.some  flows/some.yaml
  line 12 else of decide
  line 20 task tidy
100 %     4/4     a.all   flows/all.yaml
85.7 % of 2 flows covered
`);
});

test('a threshold is told, and whether it is met', () => {
  expect(coverageText(coverage, { total: 90 }, plain)).toContain(
    '✖ 85.7 % of 2 flows covered, below the threshold of 90 %\n',
  );
  expect(coverageText(coverage, { total: 80 }, plain)).toContain(
    '85.7 % of 2 flows covered, at least 80 %\n',
  );
});

test('a threshold for each flow names those below it, though the total is enough', () => {
  expect(coverageText(coverage, { total: 80, flow: 70 }, plain)).toMatch(
    /covered, at least 80 %\n✖ 66\.6 % of a\.some covered, below the threshold of 70 %\n$/,
  );
});

test('given many points that no case has reached, the first are named and the others counted', () => {
  const points = Array.from({ length: 30 }, (_, index) => ({
    ...{ kind: 'task' as const, name: `t${index}`, line: index + 1, hits: 0 },
  }));
  const flows = [{ ...coverage.flows[1]!, points }];
  const text = coverageText({ ...coverage, flows }, {}, plain);
  expect(text).toContain('  line 8 task t7\n  and 22 more\n');
});
