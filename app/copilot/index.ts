import type { Copilot, ModelSettings, Surroundings } from './types.ts';

export interface CopilotParts {
  settings: ModelSettings;
  /** Answers of the model until one is right; default 3. */
  rounds?: number;
  /** Of the flows as they are when a wish comes. */
  surroundings(): Promise<Surroundings>;
}

/** Copilot for one repository. The model's SDK and the index of plugins are loaded with the first wish. */
export function openCopilot({ settings, rounds, surroundings }: CopilotParts): Copilot {
  const { apiKey: _, ...shown } = settings;
  let opened: ReturnType<typeof open> | undefined;
  return {
    settings: shown,
    async propose(wish) {
      const around = await surroundings();
      opened ??= open(settings, around);
      const { model, catalogue, propose } = await opened;
      return propose(wish, {
        model,
        catalogue,
        surroundings: around,
        ...(rounds !== undefined && { rounds }),
      });
    },
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
