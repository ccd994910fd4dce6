import { answer, openDocs } from '../../ask/index.ts';
import type { Docs } from '../../ask/types.ts';
import { defaultLimits, type Limits, openQuota } from '../../copilot/model/quota.ts';
import type { Model } from '../../copilot/types.ts';
import { type Answer, type CommandContext, CommandRefused } from '../commands/types.ts';
import type { AppServices, Handlers } from '../handlers.ts';
import { answerReply } from './answerReply.ts';
import { type FixParts, fixButton } from './fix.ts';
import { forgetOldJobs } from './records.ts';
import { refusalOf } from './refusal.ts';
import { commandTarget } from './target.ts';
import type { Job } from './types.ts';
import { createWorker, type WorkerParts } from './worker.ts';
import { writtenReply } from './writtenReply.ts';

/** The model that is asked, and how much a day. */
export interface CopilotModel {
  propose: WorkerParts['propose'];
  chat(): Promise<Model>;
  limits?: Limits;
}

export interface CopilotParts
  extends Omit<WorkerParts, 'propose' | 'quota'>,
    Omit<FixParts, 'worker' | 'services' | 'policy'> {
  services: Pick<AppServices, 'records' | 'github' | 'log' | 'now'>;
  policy: WorkerParts['policy'] & FixParts['policy'];
  /** Absent where no model is configured: questions are answered all the same, with passages. */
  model?: CopilotModel;
}

/** Copilot as commands see it. */
export interface CopilotCommands {
  /** Proposes a change and writes it. @throws CommandRefused where nothing is written */
  propose(context: CommandContext): Promise<Answer>;
  /** Answers a question about Tutti from its documentation (issue “Copilot”, Ask). @throws CommandRefused */
  ask(context: CommandContext): Promise<Answer>;
}

/** Copilot on GitHub (issue “Copilot”): the commands `copilot` and `ask`, and the button `Fix it`. */
export function createCopilot(parts: CopilotParts): { commands: CopilotCommands; handlers: Handlers } {
  const { services, model } = parts;
  const { records, github, now } = services;
  const quota = openQuota(records, model?.limits ?? defaultLimits, now);
  const worker = model && createWorker({ ...parts, quota, propose: model.propose });
  let docs: Docs | undefined;
  return {
    commands: {
      async propose(context) {
        if (!worker)
          throw new CommandRefused(
            'No model is configured: whoever operates this server names one in its environment, such as OPENAI_API_KEY. docs/copilot.md lists the providers.',
          );
        const { repository, hint, given } = context;
        const { flow, namespace } = given.options;
        const job: Job = {
          id: `comment-${hint.id}`,
          repository,
          user: context.author,
          number: hint.number,
          isPull: hint.isPull,
          target: await commandTarget(github, context).catch((error: unknown) => {
            throw refusalOf(error) ?? error;
          }),
          prompt: given.words[0] ?? '',
          ...(typeof flow === 'string' && { flow }),
          ...(typeof namespace === 'string' && { namespace }),
          signal: hint.signal,
        };
        return { reply: writtenReply(await worker.work(job), repository, github.siteUrl) };
      },
      async ask({ given, hint, repository, author }) {
        docs ??= openDocs();
        const asked = { docs, signal: hint.signal };
        const question = given.words[0] ?? '';
        const isOn = model && (await parts.policy(repository)).copilot.enabled;
        if (!isOn) return { reply: answerReply(await answer(question, asked)) };
        try {
          quota.take(`${repository.id}`, author);
          const found = await answer(question, { ...asked, model: await model.chat() });
          if (found.usage) quota.spend(`${repository.id}`, found.usage);
          return { reply: answerReply(found) };
        } catch (error) {
          throw refusalOf(error) ?? error;
        }
      },
    },
    handlers: {
      ...(worker && fixButton({ ...parts, worker })),
      async swept({ repository }) {
        forgetOldJobs(records, repository.id, now());
      },
    },
  };
}
