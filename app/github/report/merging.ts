import { cell, code, link } from '../../../runner/report/escape.ts';
import { table } from '../../../runner/report/markdown.ts';
import type { Reachable } from '../../flows/reachable.ts';
import type { Deployment, FlowName, TriggerChange, Verdict } from '../verdict/types.ts';
import type { Part } from './budget.ts';
import type { Links } from './links.ts';
import { utc } from './text.ts';

/** What of each kind is listed; the rest is counted. */
const most = 50;

/**
 * What making the commit the running revision does (issue “The GitHub App”): flows, triggers with their next runs, flows
 * downstream, and what becomes reachable. One part for each, headings included.
 */
export function mergingParts(verdict: Verdict, links: Links): Part[] {
  const { deployment, head } = verdict;
  const sections: [string, number, string][] = [
    ['flows', deployed(verdict).length, flowsText(verdict)],
    ['triggers', deployment.triggers.length, triggersText(deployment.triggers)],
    ['newly reachable things', deployment.reachable.length, reachableText(deployment.reachable, head, links)],
    ['flows downstream', deployment.downstream.length, downstreamText(deployment, head, links)],
  ];
  return sections.flatMap(([noun, length, text]) =>
    length === 0 ? [] : [{ text, noun, count: length, rank: 6 }],
  );
}

/** `company.team.etl`. */
export function fullName({ namespace, id }: FlowName): string {
  return `${namespace}.${id}`;
}

function deployed({ flows }: Verdict): Verdict['flows'] {
  return flows.filter(({ change }) => change !== 'affected');
}

function flowsText(verdict: Verdict): string {
  const verbs = { added: 'Deploys', modified: 'Updates', renamed: 'Moves', removed: 'Removes' } as const;
  const byChange = Map.groupBy(deployed(verdict), ({ change }) => change);
  return Object.entries(verbs)
    .flatMap(([change, verb]) => {
      const flows = byChange.get(change as keyof typeof verbs) ?? [];
      const names = flows.slice(0, most).map(({ name, path }) => code(name ? fullName(name) : path));
      return flows.length === 0 ? [] : [`- **${verb}** ${names.join(', ')}${rest(flows.length)}`];
    })
    .join('\n');
}

function triggersText(triggers: readonly TriggerChange[]): string {
  const words = { start: '▶️ starts', stop: '⏹️ stops', change: '✏️ changes' };
  const rows = triggers
    .slice(0, most)
    .map(({ flow, id, type, change, on, previousOn, nextRuns = [] }) => [
      cell(id),
      cell(fullName(flow)),
      words[change],
      [
        ...(previousOn === undefined ? [] : [`${cell(previousOn)} →`]),
        cell(on ?? type.slice(type.lastIndexOf('.') + 1)),
      ].join(' '),
      nextRuns.slice(0, 3).map(utc).join('<br>') || '–',
    ]);
  return [
    '**Triggers**\n',
    table(['Trigger', 'Flow', 'Change', 'Listens to', 'Next runs'], ['-', '-', '-', '-', '-'], rows) +
      more(triggers.length),
  ].join('\n');
}

function reachableText(reachable: readonly Reachable[], head: string, links: Links): string {
  const kinds = { secret: '🔑 secret', host: '🌐 host', command: '💻 command', image: '📦 image' };
  const rows = reachable
    .slice(0, most)
    .map(({ kind, value, flow, taskId, path, line }) => [
      kinds[kind],
      cell(value),
      link(
        cell(taskId === undefined ? fullName(flow) : `${fullName(flow)} / ${taskId}`),
        links.file(head, path, line),
      ),
    ]);
  return [
    '> [!IMPORTANT]\n> **Newly within reach**: no flow could reach this before.\n',
    table(['What', 'Name', 'Used by'], ['-', '-', '-'], rows) + more(reachable.length),
  ].join('\n');
}

function downstreamText({ downstream }: Deployment, head: string, links: Links): string {
  const verbs = { runs: 'runs', listens: 'listens to', run: 'is run by' };
  const items = downstream
    .slice(0, most)
    .map(
      ({ flow, path, because, relation }) =>
        `- ${link(code(fullName(flow)), links.file(head, path))} ${verbs[relation]} ${code(fullName(because))}`,
    );
  return ['**Flows downstream**\n', ...items].join('\n') + more(downstream.length);
}

function rest(length: number): string {
  return length > most ? ` and ${(length - most).toLocaleString('en-US')} more` : '';
}

function more(length: number): string {
  return length > most ? `\n\n_and ${(length - most).toLocaleString('en-US')} more_` : '';
}
