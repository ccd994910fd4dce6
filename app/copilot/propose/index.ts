/**
 * Copilot's pipeline (issue “Copilot”, how it works; surfaces §4.7): `propose` asks a model and lets through only what passed the
 * guards, validation and tests.
 */
import type { Violation } from '../../../runner/flow/types.ts';
import { clean, oneLine } from '../../../runner/report/escape.ts';
import { count } from '../../../runner/report/markdown.ts';
import { flowIdentity } from '../../../runner/repository/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { CopilotError } from '../errors.ts';
import { checkFiles } from '../guard/paths.ts';
import { type Answer, type Declined, readAnswer } from '../prompt/answer.ts';
import { wishMessages } from '../prompt/wish.ts';
import { authoringTools } from '../tools/index.ts';
import type { ChatAnswer, Model, Proposal, ProposedFile, Surroundings, Wish } from '../types.ts';
import { type Conversation, openConversation } from './converse.ts';
import { objection } from './findings.ts';
import { type Court, type Judgement, openJudge } from './judge.ts';
import { namespaceFor, readLayout } from './place.ts';
import { harmlessTitle } from './title.ts';
import { withholder } from './withhold.ts';

/** Takes out of a text what the model may not see. */
type Withhold = (text: string) => string;

/** What a proposal is made with. */
export interface ProposeParts {
  model: Model;
  surroundings: Surroundings;
  catalogue: Catalogue;
  /** Answers of the model at most; default 3. */
  rounds?: number;
}

/**
 * Makes a proposal of a wish: the model looks things up and answers; its answer goes through the guards, validation and the tests
 * of the flow; what is wrong is sent back, at most `rounds` answers long. Nothing is written. The same answers give the same
 * proposal.
 *
 * @throws CopilotError where there is nothing to propose: `invalid` with what was still wrong, `refused`, `unchanged`, `forbidden`,
 *   `aborted`, and what `Model.chat` throws; with the tokens that it took
 */
export async function propose(wish: Wish, parts: ProposeParts): Promise<Proposal> {
  const { model, surroundings, rounds = 3 } = parts;
  // Before the model is asked: it costs.
  if (wish.flow) checkFiles([{ path: wish.flow.file, after: '' }]);
  const layout = await readLayout(surroundings.repository);
  const namespace = wish.flow ? '' : namespaceFor(wish, layout);
  const asked = wish.flow ? wish : { ...wish, namespace };
  const withhold = await withholderFor(asked, surroundings);
  const talk = await begin(asked, parts, withhold);
  try {
    return await untilRight(talk, { wish, layout, namespace, surroundings }, { model, rounds, withhold });
  } catch (error) {
    if (error instanceof CopilotError) error.usage = { ...talk.usage };
    throw error;
  }
}

/** Asks, looks at the answer, and says what is wrong with it. */
async function untilRight(
  talk: Conversation,
  place: Omit<Court, 'round'>,
  { model, rounds, withhold }: { model: Model; rounds: number; withhold: Withhold },
): Promise<Proposal> {
  const judge = openJudge(place.surroundings);
  let faults: readonly Violation[] = [];
  for (let round = 1; round <= rounds; round++) {
    place.wish.progress?.({ kind: 'asked', round });
    const answer = readable(await talk.answer());
    if ('unreadable' in answer) {
      faults = [unreadableFault(answer.unreadable)];
      talk.object(answer.unreadable);
      continue;
    }
    if (answer.kind === 'declined') throw refusal(answer);
    const judgement = await judge(answer, { ...place, round });
    if (judgement.result) return proposal(answer, judgement, judgement.result, { model, round, talk });
    faults = judgement.faults;
    talk.object(withhold(objection(faults, sourcesOf(judgement))));
  }
  throw exhausted(rounds, faults);
}

function exhausted(rounds: number, faults: readonly Violation[]): CopilotError {
  const answers = count(rounds, 'answer');
  const first = oneLine(faults[0]?.message ?? '');
  return new CopilotError(
    'invalid',
    `After ${answers} of the model, what it proposes is still not right: ${first}`,
    { violations: faults },
  );
}

async function begin(
  wish: Wish,
  { model, surroundings, catalogue }: ProposeParts,
  withhold: Withhold,
): Promise<Conversation> {
  const types = catalogue.search(wish.prompt, 10).map(({ type }) => type);
  wish.progress?.({ kind: 'retrieved', types });
  return openConversation({
    model,
    messages: await wishMessages(wish, surroundings, catalogue),
    tools: authoringTools(surroundings, catalogue),
    signal: wish.signal,
    progress: wish.progress,
    withhold,
  });
}

async function withholderFor(
  { flow, namespace = '' }: Wish,
  { namespaces }: Surroundings,
): Promise<Withhold> {
  const identity = flow && (await flowIdentity(flow.source));
  return withholder(namespaces, identity?.namespace ?? namespace, flow?.source);
}

/** What could be read of an answer, or a sentence for the model. */
function readable(answer: ChatAnswer): Answer | Declined | { unreadable: string } {
  try {
    return readAnswer(answer);
  } catch (error) {
    if (error instanceof CopilotError && error.failure === 'unreachable')
      return { unreadable: error.message };
    throw error;
  }
}

function unreadableFault(message: string): Violation {
  return { file: '', line: 1, column: 1, path: '', message, severity: 'error' };
}

function refusal({ reason, message }: Declined): CopilotError {
  const text = oneLine(message, 500) || 'The model gave no reason';
  return new CopilotError(reason === 'already' ? 'unchanged' : 'refused', text);
}

function sourcesOf({ files }: Judgement): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, after }) => [path, after]));
}

/** @throws CopilotError `unchanged` */
function proposal(
  answer: Answer,
  { files }: Judgement,
  result: NonNullable<Judgement['result']>,
  { model, round, talk }: { model: Model; round: number; talk: Conversation },
): Proposal {
  const [first] = files;
  if (!first) throw new CopilotError('unchanged', 'The flow does it already: nothing would change');
  return {
    files,
    title: titleOf(answer, first),
    explanation: clean(answer.explanation ?? '')
      .slice(0, longest.explanation)
      .trim(),
    ...result,
    rounds: round,
    usage: { ...talk.usage },
    model: model.settings.model,
  };
}

/** Characters that are kept of what a model says. */
const longest = { explanation: 4_000 } as const;

function titleOf({ title = '' }: Answer, { path, before }: ProposedFile): string {
  return harmlessTitle(title) || `${before === undefined ? 'Add' : 'Change'} ${path}`;
}
