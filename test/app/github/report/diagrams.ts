import { expect } from 'vitest';

const label = String.raw`"(?:[\p{Extended_Pictographic}\ufe0f]+ )?[A-Za-z0-9_.-](?:[A-Za-z0-9 _.-]*[A-Za-z0-9_.-])?"`;
const flowchartLine = new RegExp(
  [
    String.raw`n\d+(?:\(\(${label}\)\)|\(\[${label}\]\)|\{\{${label}\}\}|\{${label}\}|\[${label}\])`,
    String.raw`subgraph c\d+\[${label}\]`,
    'end',
    String.raw`n\d+ (?:-->|-\.->)(?:\|${label}\|)? n\d+`,
    'classDef (?:ok|fail|run|warn|skip) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}(?:,stroke-dasharray:4)?',
    String.raw`class n\d+(?:,n\d+)* (?:ok|fail|run|warn|skip)`,
  ]
    .map((rule) => `(?:${rule})`)
    .join('|')
    .replace(/^/, '^(?:')
    .concat(')$'),
  'u',
);
const ganttLine =
  /^(?:dateFormat x|axisFormat %H:%M:%S|section [A-Za-z0-9 _.-]+|\p{Extended_Pictographic}\ufe0f? [A-Za-z0-9 _.-]+ :(?:done|active|crit), t\d+, \d+, \d+)$/u;

/** The Mermaid blocks of a text hold to the part of Mermaid's grammar that reports use, and subgraphs are closed. */
export function expectDiagrams(markdown: string): string[] {
  const diagrams = [...markdown.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(([, body]) => body!);
  for (const diagram of diagrams) {
    const [first, ...lines] = diagram.split('\n').map((line) => line.trim());
    const rule = first === 'gantt' ? ganttLine : flowchartLine;
    expect(['flowchart LR', 'gantt']).toContain(first);
    for (const line of lines) expect(line).toMatch(rule);
    const depth = lines.filter((line) => line.startsWith('subgraph')).length;
    expect(lines.filter((line) => line === 'end')).toHaveLength(depth);
  }
  return diagrams;
}
