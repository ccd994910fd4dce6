import type { Flow } from '../../../runner/flow/types.ts';
import { code, fenced, link, markerValue, prose } from '../../../runner/report/escape.ts';
import { count, details } from '../../../runner/report/markdown.ts';
import { commentLimit, fit, type Part } from './budget.ts';
import { dependencyChart, type FlowGraph } from './dependencies.ts';
import { flowchart } from './flowchart.ts';
import { linksOf } from './links.ts';
import { fullName } from './merging.ts';
import { shortSha } from './text.ts';
import type { ReportPlace } from './validation.ts';

/** The command that is answered. */
export interface ReplyTo {
  /** Address of the comment. */
  commentUrl: string;
  /** Id of the comment: the reply to it is found by it. */
  commentId: number;
  /** Commit that the answer is about; it says nothing about later ones (github §4.3). */
  sha?: string;
  place: ReportPlace;
}

/** What a reply says, each Markdown: made of `prose`, `code`, `fenced` … where it holds text of others. */
export interface ReplyBody {
  icon: '✅' | '❌' | 'ℹ️' | '⏳' | '🚫';
  /** One sentence. */
  sentence: string;
  /** Longer things below; those with the lowest rank go first. */
  parts?: readonly Part[];
}

/** The hidden first line of a reply; comments that begin with it are never read as commands (github §4.4). */
export function replyMarker(commentId: number): string {
  return `<!-- tutti:v1 reply=${markerValue(String(commentId))} -->`;
}

/** A short comment of its own that answers a command: it quotes nothing and links what it answers (github §9.4). */
export function commandReply({ icon, sentence, parts = [] }: ReplyBody, to: ReplyTo): string {
  const { commentUrl, commentId, sha, place } = to;
  const about =
    sha === undefined ? '' : ` · at ${link(code(shortSha(sha)), linksOf(place.repositoryUrl).commit(sha))}`;
  const first = `${replyMarker(commentId)}\n${icon} ${sentence} · ${link('command', commentUrl)}${about}`;
  const more = link('The rest is here', place.detailsUrl ?? place.repositoryUrl);
  return fit([{ text: first }, ...parts], more, commentLimit);
}

/** How a command is written, and what was wrong with this one (github §4.2). */
export function usageReply(problem: string, usage: string, to: ReplyTo): string {
  return commandReply(
    { icon: '❌', sentence: prose(problem, 500), parts: [{ text: usageBlock(usage) }] },
    to,
  );
}

/** The graph of a flow: answer to `/tutti graph`. */
export function graphReply(flow: Flow, to: ReplyTo): string {
  const chart = flowchart(flow);
  const name = code(fullName(flow));
  if (chart === '') return commandReply({ icon: 'ℹ️', sentence: `${name} is too large to draw` }, to);
  return commandReply({ icon: 'ℹ️', sentence: `Graph of ${name}`, parts: [{ text: chart }] }, to);
}

/** Which flows start each other: answer to `/tutti deps`. Edges are listed as text too, for what is not drawn. */
export function dependenciesReply(graph: FlowGraph, to: ReplyTo): string {
  const { nodes, edges } = graph;
  const names = new Map(nodes.map((node) => [node.uid, fullName(node)]));
  const items = edges.map(
    ({ source, target, relation }) =>
      `- ${code(names.get(source) ?? source)} ${relation === 'FLOW_TASK' ? 'runs' : 'triggers'} ${code(names.get(target) ?? target)}`,
  );
  const sentence =
    nodes.length === 0 ? 'No flows' : `${count(nodes.length, 'flow')}, ${count(edges.length, 'arrow')}`;
  const list = items.length === 0 ? '' : details('As a list', items.join('\n'));
  return commandReply(
    {
      icon: 'ℹ️',
      sentence,
      parts: [{ text: dependencyChart(graph) }, { text: list, rank: 1, noun: 'list of dependencies' }],
    },
    to,
  );
}

/** Our own text: commands in it are to be copied. */
function usageBlock(usage: string): string {
  return usage.includes('```') ? fenced(usage, 'text') : `\`\`\`text\n${usage}\n\`\`\``;
}
