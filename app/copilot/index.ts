import type { Copilot, Model, ModelSettings, Proposal, Surroundings, Wish } from './types.ts';

export interface CopilotParts {
  settings: ModelSettings;
  /** Answers of the model until one is right; default 3. */
  rounds?: number;
  /** Of the flows as they are when a wish comes. */
  surroundings(): Promise<Surroundings>;
}

/** Proposes changes of the flows that there are around a wish. @throws CopilotError where there is nothing to propose */
export type Proposer = (wish: Wish, surroundings: Surroundings) => Promise<Proposal>;

/** Copilot for one repository. The model's SDK and the index of plugins are loaded with the first wish. */
export function openCopilot({ settings, rounds, surroundings }: CopilotParts): Copilot {
  const { apiKey: _, ...shown } = settings;
  const { propose } = openProposer(settings, rounds);
  return { settings: shown, propose: async (wish) => propose(wish, await surroundings()) };
}

/** Copilot for many repositories, whose plugins are the same; loads as late as `openCopilot`. */
export function openProposer(
  settings: ModelSettings,
  rounds?: number,
): { propose: Proposer; chat(): Promise<Model> } {
  let opened: ReturnType<typeof open> | undefined;
  return {
    async propose(wish, surroundings) {
      opened ??= open(settings, surroundings);
      const { model, catalogue, propose } = await opened;
      return propose(wish, { model, catalogue, surroundings, ...(rounds !== undefined && { rounds }) });
    },
    chat: async () => (await import('./model/index.ts')).openModel(settings),
  };
}

async function open(settings: ModelSettings, { registry }: Surroundings) {
  const [{ openModel }, { openCatalogue }, { propose }] = await Promise.all([
    import('./model/index.ts'),
    import('./catalogue/index.ts'),
    import('./propose/index.ts'),
  ]);
  return { model: openModel(settings), catalogue: await openCatalogue(registry), propose };
}
