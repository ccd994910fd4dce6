import { describe, expect, test } from 'vitest';
import { codeFrame } from '../../../../app/github/report/codeFrame.ts';
import {
  commandReply,
  dependenciesReply,
  durationText,
  graphReply,
  previewText,
  usageReply,
} from '../../../../app/github/report/index.ts';
import { linksOf } from '../../../../app/github/report/links.ts';
import { expectDiagrams } from './diagrams.ts';
import { flowOf, head, repositoryUrl } from './samples.ts';

const to = {
  commentUrl: `${repositoryUrl}/pull/4#issuecomment-9`,
  commentId: 9,
  sha: head,
  place: { repositoryUrl },
};

describe('given a command, when it is answered (github §9.4)', () => {
  test('then the reply is one line that links the command and names the commit', () => {
    expect(commandReply({ icon: '✅', sentence: 'Validated' }, to)).toBe(
      `<!-- tutti:v1 reply=9 -->\n✅ Validated · [command](${repositoryUrl}/pull/4#issuecomment-9) · at [\`abc1234\`](${repositoryUrl}/commit/${head})`,
    );
  });

  test('then what is wrong comes with the usage, ready to copy', () => {
    const text = usageReply("Unknown input 'dya'", '/tutti run FLOW [key=value …]', to);
    expect(text).toContain("❌ Unknown input 'dya' · ");
    expect(text).toContain('\n\n```text\n/tutti run FLOW [key=value …]\n```');
  });

  test('then /tutti graph draws the flow', () => {
    const [chart] = expectDiagrams(
      graphReply(flowOf({ triggers: [{ id: 'daily', type: 'x.Schedule' }] }), to),
    );
    expect(chart).toContain('n0(["daily"])');
    expect(chart).toContain('n0 --> n1');
  });

  test('then /tutti deps draws and lists which flows start each other', () => {
    const text = dependenciesReply(
      {
        nodes: [
          { uid: 'x', namespace: 'a', id: 'one' },
          { uid: 'y', namespace: 'b', id: 'two' },
        ],
        edges: [
          { source: 'x', target: 'y', relation: 'FLOW_TASK' },
          { source: 'y', target: 'x', relation: 'FLOW_TRIGGER' },
        ],
      },
      to,
    );
    const [chart] = expectDiagrams(text);
    expect(chart).toContain('n0 -->|"runs"| n1');
    expect(chart).toContain('n1 -.->|"triggers"| n0');
    expect(text).toContain('- `a.one` runs `b.two`\n- `b.two` triggers `a.one`');
  });

  test('then more flows than can be read are listed only', () => {
    const nodes = Array.from({ length: 61 }, (_, at) => ({ uid: `${at}`, namespace: 'a', id: `f${at}` }));
    const text = dependenciesReply(
      { nodes, edges: [{ source: '0', target: '1', relation: 'FLOW_TASK' }] },
      to,
    );
    expect(expectDiagrams(text)).toEqual([]);
    expect(text).toContain('- `a.f0` runs `a.f1`');
  });
});

describe('given a preview', () => {
  test('then base and head stand side by side, with what differs', () => {
    const text = previewText({
      flow: { namespace: 'company.team', id: 'etl' },
      base: {
        state: 'SUCCESS',
        duration: 300,
        tasks: [
          {
            taskId: 'say',
            how: 'ran',
            state: 'SUCCESS',
            duration: 100,
            inputs: { message: 'a', level: 'INFO' },
          },
          { taskId: 'old', how: 'skipped', state: 'SKIPPED', duration: 0 },
        ],
      },
      head: {
        state: 'SUCCESS',
        duration: 300,
        tasks: [
          {
            taskId: 'say',
            how: 'ran',
            state: 'SUCCESS',
            duration: 200,
            inputs: { message: 'b', level: 'INFO' },
          },
          { taskId: 'send', how: 'stubbed', state: 'SUCCESS', duration: 0, outputs: { code: 200 } },
        ],
        outputs: { rows: 1 },
      },
    });
    expect(text).toBe(`#### Preview of company.team.etl: ✅ SUCCESS in 0.3 s → ✅ SUCCESS in 0.3 s

| Task | Base | Head | Differs |
|-|-|-|-|
| \`say\` | ✅ SUCCESS, 0.1 s | ✅ SUCCESS, 0.2 s | ✏️ yes |
| \`send\` | – | ✅ SUCCESS, stubbed | ✏️ yes |
| \`old\` | ⏭️ SKIPPED, skipped | – | ✏️ yes |

<details><summary>What differs: say</summary>

\`\`\`diff
- inputs.message = "a"
+ inputs.message = "b"
\`\`\`

</details>

<details><summary>What differs: send</summary>

\`\`\`diff
+ outputs.code = 200
\`\`\`

</details>

<details><summary>What differs: outputs of the flow</summary>

\`\`\`diff
+ rows = 1
\`\`\`

</details>

_Outside effects were stubbed: nothing was called, written or sent._`);
  });

  test('then a new flow has one side', () => {
    const text = previewText({
      flow: { namespace: 'a', id: 'b' },
      head: { state: 'FAILED', duration: 10, tasks: [], error: 'no input `x`' },
    });
    expect(text).toContain('not there → ❌ FAILED');
    expect(text).toContain('> Head: no input \\`x\\`');
  });
});

describe('given small things', () => {
  test.each([
    [0, '0.0 s'],
    [12_140, '12.1 s'],
    [59_960, '1m 00s'],
    [102_000, '1m 42s'],
    [7_500_000, '2h 05m'],
    [273_600_000, '3d 04h'],
  ])('then %d ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

  test('then a path of others stays a path', () => {
    const { file } = linksOf(repositoryUrl);
    expect(file(head, 'flows/a b#?.yaml', 3, 5)).toBe(
      `${repositoryUrl}/blob/${head}/flows/a%20b%23%3F.yaml#L3-L5`,
    );
    expect(file(head, '../../../evil')).toBe(`${repositoryUrl}/blob/${head}/%2E%2E/%2E%2E/%2E%2E/evil`);
  });

  test('then a code frame shows the column of a long line', () => {
    const frame = codeFrame(`${'x'.repeat(500)}NEEDLE${'y'.repeat(500)}`, {
      line: 1,
      column: 501,
      endColumn: 506,
    });
    const [code = '', carets = ''] = frame.split('\n');
    expect(code.length).toBeLessThan(130);
    expect(code.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('NEEDLE');
  });
});
