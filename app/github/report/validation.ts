import { cell, code, fenced, html, link, prose } from '../../../runner/report/escape.ts';
import { count, details, table } from '../../../runner/report/markdown.ts';
import type { CheckAction, CheckReport } from '../types.ts';
import type { FlowChange, Verdict, VerdictViolation } from '../verdict/types.ts';
import { annotationsOf, bySeverity } from './annotations.ts';
import { bytesOf, fit, type Part } from './budget.ts';
import { codeFrame } from './codeFrame.ts';
import { flowchart } from './flowchart.ts';
import { type Links, linksOf } from './links.ts';
import { fullName, mergingParts } from './merging.ts';
import { previewPart } from './preview.ts';
import { untestedLine } from './tests.ts';
import { testsCell } from './testsCell.ts';
import { shortSha } from './text.ts';

/** Where a report leads. */
export interface ReportPlace {
  /** Page of the repository, such as `https://github.com/acme/flows`; no slash at its end. */
  repositoryUrl: string;
  /** Page with everything, where there is one. */
  detailsUrl?: string;
  /** The commit is what runs: nothing is left to merge. */
  isDeployed?: boolean;
  /** The policy says that warnings fail the check; otherwise it is neutral. */
  warningsFail?: boolean;
  /** There is a Copilot that may repair what is wrong. */
  fixes?: boolean;
}

/** Rows of the table of flows; the rest is counted. */
const mostRows = 200;
/** Flows whose graphs are drawn. */
const mostGraphs = 5;
/** Violations shown with their code, for each file. */
const mostFrames = 10;

/** The check `tutti` of a commit (github §9.2): verdict, flows, what merging does, code frames; graphs and previews below. */
export function validationReport(verdict: Verdict, place: ReportPlace): CheckReport {
  const links = linksOf(place.repositoryUrl);
  const { annotations, omitted } = annotationsOf(verdict.violations);
  const more = moreLink(place, links, verdict.head);
  const merging = mergingParts(verdict, links);
  const summary: Part[] = [
    { text: headline(verdict, links) },
    flowTable(verdict, links),
    ...(merging.length === 0
      ? []
      : [
          { text: place.isDeployed === true ? '### What this commit changed' : '### What merging will do' },
          ...merging,
        ]),
    ...(omitted === 0
      ? []
      : [{ text: `_${count(omitted, 'more annotation')} left out; the files have them all._` }]),
    ...framesByFile(verdict, links),
    { text: untestedLine({ untested: verdict.untested ?? [] }) },
  ];
  const text = fit([...graphs(verdict), ...(verdict.previews ?? []).map(previewPart)], more);
  return {
    conclusion: conclusionOf(verdict.violations, place.warningsFail),
    title: validationTitle(verdict),
    summary: fit(summary, more),
    ...(text !== '' && { text }),
    annotations,
    ...actionsOf(verdict, place),
  };
}

function actionsOf(
  { violations, suites = 0 }: Verdict,
  { fixes }: ReportPlace,
): Pick<CheckReport, 'actions'> {
  const isBroken = violations.some(({ severity }) => severity === 'error');
  const actions = [...(fixes && isBroken ? [fixIt] : []), ...(suites > 0 ? [runTests] : [])];
  return actions.length > 0 ? { actions } : {};
}

const fixIt: CheckAction = {
  label: 'Fix it',
  description: 'Copilot repairs it with a commit',
  identifier: 'fix',
};

const runTests: CheckAction = {
  label: 'Run tests',
  description: 'Runs the unit tests of the change again',
  identifier: 'test',
};

/** The check of one changed flow: its own violations, graph and preview. */
export function flowReport(verdict: Verdict, change: FlowChange, place: ReportPlace): CheckReport {
  const isOf = (name: FlowChange['name']) =>
    name !== undefined && change.name !== undefined && fullName(name) === fullName(change.name);
  const { triggers, downstream, reachable } = verdict.deployment;
  return validationReport(
    {
      ...verdict,
      flows: [change],
      total: 1,
      violations: verdict.violations.filter(({ file }) => file === change.path),
      deployment: {
        triggers: triggers.filter(({ flow }) => isOf(flow)),
        downstream: downstream.filter(({ because }) => isOf(because)),
        reachable: reachable.filter(({ flow }) => isOf(flow)),
      },
      previews: verdict.previews?.filter(({ flow }) => isOf(flow)),
      suites: 0,
      untested: [],
      tests: verdict.tests?.filter(({ flow }) => isOf(flow)),
    },
    place,
  );
}

/** `2 errors, 1 warning in 3 flows`, `All 12 flows valid`, `No flow changed`. */
export function validationTitle({ violations, flows, total }: Verdict): string {
  const { errors, warnings } = tally(violations);
  const faults = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  if (faults.length > 0) {
    const files = new Set(violations.filter(({ severity }) => severity !== 'info').map(({ file }) => file));
    const noun = flows.some(({ path }) => files.has(path)) ? 'flow' : 'file';
    return `${faults.join(', ')} in ${count(files.size, noun)}`;
  }
  if (flows.length === 0) return 'No flow changed';
  return total === 1 ? 'Flow valid' : `All ${total.toLocaleString('en-US')} flows valid`;
}

/** Errors and warnings in a list of violations. */
export function tally(violations: readonly VerdictViolation[]): { errors: number; warnings: number } {
  return {
    errors: violations.filter(({ severity }) => severity === 'error').length,
    warnings: violations.filter(({ severity }) => severity === 'warning').length,
  };
}

/** `❌ 2 errors`, `⚠️ 1 warning`, `✅ valid`, of one file. */
export function resultText(violations: readonly VerdictViolation[]): string {
  const { errors, warnings } = tally(violations);
  if (errors > 0) return `❌ ${count(errors, 'error')}`;
  return warnings > 0 ? `⚠️ ${count(warnings, 'warning')}` : '✅ valid';
}

/** Warnings do not stand in the way of a merge, unless the policy says so. */
function conclusionOf(violations: readonly VerdictViolation[], warningsFail = false) {
  const { errors, warnings } = tally(violations);
  if (errors > 0) return 'failure';
  if (warnings === 0) return 'success';
  return warningsFail ? 'failure' : 'neutral';
}

/** Link to the whole, which ends reports that were cut. */
function moreLink({ detailsUrl }: ReportPlace, links: Links, head: string): string {
  return link('Everything is here', detailsUrl ?? links.commit(head));
}

function headline(verdict: Verdict, links: Links): string {
  const { errors, warnings } = tally(verdict.violations);
  const icon = errors > 0 ? '❌' : warnings > 0 ? '⚠️' : '✅';
  const commit = (sha: string) => link(code(shortSha(sha)), links.commit(sha));
  const since = verdict.base === undefined ? '' : ` compared with ${commit(verdict.base)}`;
  return `**${icon} ${validationTitle(verdict)}** · ${commit(verdict.head)}${since}`;
}

function flowTable({ flows, violations, deployment, head, base, tests = [] }: Verdict, links: Links): Part {
  if (flows.length === 0) return { text: '' };
  const byFile = Map.groupBy(violations, ({ file }) => file);
  const triggers = Map.groupBy(deployment.triggers, ({ flow }) => fullName(flow));
  const isFaulty = ({ path }: FlowChange) => byFile.has(path);
  // Those with something to say first: they stay when rows are left out.
  const ordered = [...flows.filter(isFaulty), ...flows.filter((flow) => !isFaulty(flow))];
  const rows = ordered.slice(0, mostRows).map((flow) => {
    const { path, previousPath, change, name } = flow;
    const own = (name && triggers.get(fullName(name))) ?? [];
    const address = change === 'removed' ? base && links.file(base, path) : links.file(head, path);
    return [
      link(cell(name ? fullName(name) : path), address),
      previousPath === undefined ? change : `${change} from ${cell(previousPath)}`,
      change === 'removed' ? '–' : resultText(byFile.get(path) ?? []),
      ...(tests.length > 0 ? [testsCell(tests, name)] : []),
      own
        .slice(0, 5)
        .map((trigger) => `${cell(trigger.id)} ${trigger.change}s`)
        .join('<br>') || '–',
    ];
  });
  const render = (shown: string[][]) => {
    const left = flows.length - shown.length;
    const head = ['Flow', 'Change', 'Result', ...(tests.length > 0 ? ['Tests'] : []), 'Triggers'];
    const body = table(
      head,
      head.map(() => '-'),
      shown,
    );
    return left === 0 ? body : `${body}\n\n_and ${count(left, 'more flow')}_`;
  };
  return {
    text: render(rows),
    rank: 9,
    noun: 'row of the table of flows',
    count: rows.length,
    shorten: (bytes) => shortenRows(rows, render, bytes),
  };
}

/** The first rows that fit; they are added up, not rendered over and over. */
function shortenRows(rows: string[][], render: (rows: string[][]) => string, bytes: number) {
  let left = bytes - bytesOf(render([])) - 60;
  const kept = rows.findIndex((row) => {
    left -= bytesOf(row.join(' | ')) + 5;
    return left < 0;
  });
  const shown = rows.slice(0, kept < 0 ? rows.length : kept);
  return { text: shown.length === 0 ? '' : render(shown), omitted: rows.length - shown.length };
}

/** A folded section for each file that has violations, those with errors open. */
function framesByFile(verdict: Verdict, links: Links): Part[] {
  const byFile = Map.groupBy(bySeverity(verdict.violations), ({ file }) => file);
  // The last files go first where there is too little room: errors are in the first ones.
  return [...byFile].slice(0, mostRows).map(([file, violations], index) => {
    const shown = violations.slice(0, mostFrames).map((violation) => frame(violation, verdict, links));
    const left = violations.length - shown.length;
    const body = [...shown, ...(left > 0 ? [`_and ${count(left, 'more violation')} in this file_`] : [])];
    const title = `${resultText(violations)} in ${html(file)}`;
    return { text: details(title, body.join('\n\n')), rank: 5 - index / 1000, noun: 'file with violations' };
  });
}

function frame(violation: VerdictViolation, { head, sources }: Verdict, links: Links): string {
  const { file, line, endLine, column, path, message, severity, hint, docs } = violation;
  const word = { error: '❌ error', warning: '⚠️ warning', info: 'ℹ️ note' }[severity];
  const place = link(`line ${line}, column ${column}`, links.file(head, file, line, endLine));
  const where = path === '' ? '' : ` at ${code(path)}`;
  const source = Object.hasOwn(sources, file) ? codeFrame(sources[file]!, violation) : '';
  return [
    `**${word}** · ${place}${where}<br>${prose(message, 1000)}`,
    ...(source === '' ? [] : [fenced(source, 'text')]),
    ...(hint === undefined && docs === undefined
      ? []
      : [
          `💡 ${[...(hint ? [prose(hint)] : []), ...(docs ? [link('Documentation', docs)] : [])].join(' · ')}`,
        ]),
  ].join('\n\n');
}

function graphs({ flows }: Verdict): Part[] {
  return flows
    .filter(({ change, flow }) => change !== 'affected' && flow !== undefined)
    .slice(0, mostGraphs)
    .flatMap(({ name, path, flow }) => {
      const chart = flowchart(flow!);
      const title = `Graph of ${html(name ? fullName(name) : path)}`;
      return chart === '' ? [] : [{ text: details(title, chart), rank: 1, noun: 'graph' }];
    });
}
