import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/paint.ts';
import { coverageText } from '../../../cli/test/coverageText.ts';

const coverage = {
  flows: [
    { namespace: 'a', flowId: 'all', file: 'flows/all.yaml', summary: { points: 4, hit: 4, percent: 100 } },
    {
      namespace: 'a',
      flowId: 'some',
      file: 'flows/some.yaml',
      summary: { points: 3, hit: 2, percent: 200 / 3 },
    },
  ],
  total: { points: 7, hit: 6, percent: 600 / 7 },
};
const plain = createPaint(false);

test('flows are listed, the least covered first, then what of all was run, rounded down', () => {
  expect(coverageText(coverage, undefined, plain)).toBe(`
coverage  points  flow    file
66.6 %    2/3     a.some  flows/some.yaml
100 %     4/4     a.all   flows/all.yaml
85.7 % of 2 flows covered
`);
});

test('a threshold is told, and whether it is met', () => {
  expect(coverageText(coverage, 90, plain)).toContain(
    '✖ 85.7 % of 2 flows covered, below the threshold of 90 %\n',
  );
  expect(coverageText(coverage, 80, plain)).toContain('85.7 % of 2 flows covered, at least 80 %\n');
});
