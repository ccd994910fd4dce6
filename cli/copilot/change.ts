import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CopilotError } from '../../app/copilot/errors.ts';
import { notConfigured } from '../../app/copilot/model/settings.ts';
import type { Copilot, Proposal, Wish } from '../../app/copilot/types.ts';
import type { Backend } from '../../runner/backend/types.ts';
import { writeInside } from '../../runner/repository/changes.ts';
import { openExistingBackend, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { jsonText } from '../report/json.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { environmentMask } from '../secrets.ts';
import { readCopilotConfig } from '../serve/config.ts';
import { findTarget, rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { failureOf } from './failure.ts';
import { copilotFor } from './open.ts';
import { progressText, proposalDocument, proposalText } from './proposalText.ts';
import { refusalText } from './refusalText.ts';

export interface CopilotOptions {
  flow?: string;
  namespace?: string;
  test?: boolean;
  execution?: string;
  apply?: boolean;
  json?: boolean;
  provider?: string;
  model?: string;
  repo?: string;
}

/**
 * `tutti copilot`: shows what a model proposes, asks, and writes it; gives the exit code. Throws `Refusal` where no model is
 * configured, or what the command line names is not there.
 */
export async function changeFlow(
  prompt: string,
  options: CopilotOptions,
  terminal: Terminal,
): Promise<number> {
  if (prompt.trim() === '')
    throw new Refusal('Expected a sentence that says what is wanted, found an empty text.');
  if (options.flow !== undefined && options.execution !== undefined)
    throw new Refusal('--flow and --execution exclude each other: the execution says which flow it is.');
  terminal.hide(environmentMask());
  const subject = await subjectOf(options);
  const { root } = subject;
  const backend = await openExistingBackend(root);
  try {
    const copilot = await opened(root, options, backend);
    const failure =
      options.execution === undefined ? undefined : await failureOf(options.execution, backend, root);
    const wish = { prompt, tests: options.test ?? false, ...(failure ?? subject.wish) };
    const proposal = await proposed(copilot, wish, options, terminal);
    if (!proposal) return exitCodes.failed;
    return await decide(proposal, root, options, terminal);
  } finally {
    await backend?.close();
  }
}

/** The repository, and what the command line says of the flow. Paths of flows are those in the repository. */
async function subjectOf({
  flow,
  namespace,
  repo,
}: CopilotOptions): Promise<{ root: string; wish: Partial<Wish> }> {
  if (flow === undefined)
    return { root: rootFor(repo, process.cwd()), wish: namespace === undefined ? {} : { namespace } };
  const { root, file, source } = await findTarget(flow, repo);
  const path = relative(root, resolve(file)).replaceAll('\\', '/');
  return { root, wish: { flow: { file: path, source } } };
}

async function opened(root: string, options: CopilotOptions, backend: Backend | undefined): Promise<Copilot> {
  const { env } = process;
  const section = readCopilotConfig(root);
  const environment = {
    ...env,
    ...(options.provider !== undefined && { TUTTI_COPILOT_PROVIDER: options.provider }),
    ...(options.model !== undefined && { TUTTI_COPILOT_MODEL: options.model }),
  };
  const registry = await openRegistry();
  try {
    const copilot = copilotFor({
      section,
      environment,
      registry,
      backend,
      repository: () => openRepository(root),
    });
    if (copilot) return copilot;
  } catch (error) {
    throw new Refusal(messageOf(error), { cause: error });
  }
  throw new Refusal(notConfigured().message);
}

/** Undefined where there is nothing to propose, which was told then. */
async function proposed(
  copilot: Copilot,
  wish: Omit<Wish, 'signal' | 'progress'>,
  { json }: CopilotOptions,
  terminal: Terminal,
): Promise<Proposal | undefined> {
  const stopping = new AbortController();
  const stopListening = onInterrupt(
    () => stopping.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    return await copilot.propose({
      ...wish,
      signal: stopping.signal,
      progress: (step) =>
        terminal.err(`${terminal.errPaint.dim(progressText(step, copilot.settings.model))}\n`),
    });
  } catch (error) {
    if (!(error instanceof CopilotError)) throw error;
    if (error.failure === 'notConfigured') throw new Refusal(error.message, { cause: error });
    if (json)
      terminal.out(
        jsonText({ error: { failure: error.failure, message: error.message, violations: error.violations } }),
      );
    else terminal.err(refusalText(error, terminal.errPaint));
    return undefined;
  } finally {
    stopListening();
  }
}

/** Shows the proposal, and writes it where that is wanted. */
async function decide(
  proposal: Proposal,
  root: string,
  { apply, json }: CopilotOptions,
  terminal: Terminal,
): Promise<number> {
  if (!json) terminal.out(proposalText(proposal, terminal.paint));
  const isWanted = apply || (!json && (await isAgreed(terminal)));
  if (isWanted) await write(proposal, root);
  if (json) terminal.out(jsonText(proposalDocument(proposal, isWanted === true)));
  else if (isWanted) terminal.out(`${proposal.files.map(({ path }) => `Wrote ${path}`).join('\n')}\n`);
  else terminal.out('Nothing was written. --apply writes it.\n');
  return exitCodes.ok;
}

/** Only a person at a terminal is asked. */
async function isAgreed({ interactive }: Terminal): Promise<boolean> {
  if (!interactive || process.stdin.isTTY !== true) return false;
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await questions.question('Write it? [y/N] ')).trim());
  } finally {
    questions.close();
  }
}

/** Each file whole or not at all. Throws `Refusal` where one is not what the proposal was made of. */
async function write({ files }: Proposal, root: string): Promise<void> {
  for (const { path, before } of files) {
    if (contentOf(join(root, path)) !== before)
      throw new Refusal(`${path} was changed meanwhile: nothing was written. Ask again.`);
  }
  for (const { path, after } of files) await writeInside(root, path, new TextEncoder().encode(after));
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}
