import { cell, code, prose } from '../../../runner/report/escape.ts';
import { count, details, table } from '../../../runner/report/markdown.ts';
import { headline, testMarkdown } from '../../../runner/testing/report/markdown.ts';
import type { TestReport } from '../../../runner/testing/types.ts';
import { cutMarkdown, fit, type Part } from '../../github/report/budget.ts';
import type { Proposal, Wish } from '../types.ts';

/** Marks commits and pull requests that a model wrote. */
export const generatedTrailer = 'Tutti-Generated: true';

/** What GitHub takes in the body of a pull request, in bytes, with room for what the caller adds. */
const limit = 60_000;

/** Of lists that a model can make long. */
const mostItems = 50;

/**
 * Body of the pull request with a proposal (issue “Copilot”; github §9): what was asked, what changed and why, that it is valid
 * and tested, what to create and to look at, what it cost. Texts of people, flows and the model are shown as they are and can do
 * nothing: no mention, no link, no HTML, no command (github §8.2).
 */
export function pullRequestBody(wish: Pick<Wish, 'prompt'>, proposal: Proposal): string {
  const parts: Part[] = [
    { text: `### Asked\n\n${quoted(wish.prompt)}` },
    { text: `### What changes\n\n${explained(proposal.explanation)}`, rank: 2, noun: 'explanation' },
    { text: listOf(proposal.changes.map((path) => code(path))), rank: 1, noun: 'list of changes' },
    { text: undoneLine(proposal.undone) },
    { text: secretsPart(proposal.secrets) },
    { text: attentionPart(proposal.attention) },
    { text: `### Checks\n\n${checks(proposal)}` },
    ...testsPart(proposal),
    { text: cost(proposal) },
  ];
  return `${fit(parts, '', limit - generatedTrailer.length - 2)}\n\n${generatedTrailer}`;
}

function quoted(text: string): string {
  const lines = text.trim().split('\n').slice(0, mostItems);
  return lines.map((line) => `> ${prose(line, 1_000)}`.trimEnd()).join('\n');
}

function explained(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0
    ? '_The model gave no reasons._'
    : lines
        .slice(0, mostItems)
        .map((line) => prose(line, 1_000))
        .join('\n\n');
}

function listOf(items: readonly string[]): string {
  const shown = items.slice(0, mostItems).map((item) => `- ${item}`);
  const more = items.length - shown.length;
  return [...shown, ...(more > 0 ? [`- _… and ${more} more_`] : [])].join('\n');
}

function undoneLine(undone: readonly string[]): string {
  if (undone.length === 0) return '';
  const paths = undone.slice(0, mostItems).map((path) => code(path));
  return `The model changed these too, without need; they are as before: ${paths.join(', ')}.`;
}

function secretsPart(secrets: Proposal['secrets']): string {
  if (secrets.length === 0) return '';
  const items = secrets.map(({ name, path }) => `${code(name)}, read at ${code(path)}`);
  return `### Secrets to create\n\nCredentials never stand in a flow. Create these before it runs:\n\n${listOf(items)}`;
}

function attentionPart(attention: readonly string[]): string {
  return attention.length === 0
    ? ''
    : `### Look at\n\n${listOf(attention.map((remark) => prose(remark, 300)))}`;
}

function checks({ files, violations, tests }: Proposal): string {
  const warnings = violations.filter(({ severity }) => severity === 'warning').length;
  const rows = [
    ...files.map(({ path, before }) => [cell(path), before === undefined ? 'new' : 'changed']),
    ['Validation', warnings === 0 ? '✅ valid' : `✅ valid, ${count(warnings, 'warning')}`],
    ['Tests', tests ? testsCell(tests) : '⚪ the flow has none'],
  ];
  return table(['', ''], [':--', ':--'], rows);
}

/** Cases that fail do so without the change too: otherwise there is no proposal. */
function testsCell(tests: TestReport): string {
  const { failed, errors } = tests.counts;
  return failed + errors === 0 ? `✅ ${headline(tests)}` : `⚠️ ${headline(tests)}, as without this change`;
}

function testsPart({ tests }: Proposal): Part[] {
  if (!tests) return [];
  const shorten = (bytes: number) => ({ text: cutMarkdown(testMarkdown(tests), bytes, ''), omitted: 1 });
  return [{ text: details('Tests', testMarkdown(tests)), rank: 0, noun: 'report of tests', shorten }];
}

function cost({ rounds, usage, model }: Proposal): string {
  const tokens = (usage.input + usage.output).toLocaleString('en-US');
  return `_Written by ${code(model)} in ${count(rounds, 'round')}, ${tokens} tokens. A person decides: read it before you merge._`;
}
