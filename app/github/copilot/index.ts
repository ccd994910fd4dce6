import { answer, openDocs } from '../../ask/index.ts';
import type { Docs } from '../../ask/types.ts';
import { CommandRefused, type Answer, type CommandContext } from '../commands/types.ts';
import type { Model } from '../../copilot/types.ts';
import type { Handlers } from '../handlers.ts';
import { answerReply } from './answerReply.ts';
import { type FixParts, fixButton } from './fix.ts';
import { forgetOldJobs } from './records.ts';
import { refusalOf } from './refusal.ts';
import { commandTarget } from './target.ts';
import type { Job } from './types.ts';
import { createWorker, type WorkerParts } from './worker.ts';
import { writtenReply } from './writtenReply.ts';

export interface CopilotParts extends Omit<WorkerParts, 'propose'>, Omit<FixParts, 'worker' | 'services' | 'policy'> {
  services: WorkerParts['services'] & FixParts['services'];
  policy: WorkerParts['policy'] & FixParts['policy'];
  /** Absent where no model is configured: questions are answered all the same, with passages. */
  model?: { propose: WorkerParts['propose']; chat(): Promise<Model> };
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
  const worker = model && createWorker({ ...parts, propose: model.propose });
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
          target: await commandTarget(github, context),
          prompt: given.words[0] ?? '',
          ...(typeof flow === 'string' && { flow }),
          ...(typeof namespace === 'string' && { namespace }),
          signal: hint.signal,
        };
        return { reply: writtenReply(await worker.work(job), repository, github.siteUrl) };
      },
      async ask({ given, hint }) {
        docs ??= openDocs();
        try {
          const chat = await model?.chat();
          return { reply: answerReply(await answer(given.words[0] ?? '', { docs, ...(chat && { model: chat }), signal: hint.signal })) };
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
