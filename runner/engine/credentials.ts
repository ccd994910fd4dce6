import type { CredentialsAccess, GitHubCredentials, GitHubWish } from '../plugin/credentials.ts';
import type { Masker } from './masker.ts';

/** Where an engine gets credentials for its tasks (`EngineOptions.credentials`). */
export interface CredentialsSource {
  /** Made for one attempt, and for nobody else; `revoke` never rejects. */
  github(wish: GitHubWish): Promise<GitHubCredentials & { revoke(): Promise<void> }>;
}

/** The credentials of one attempt: masked once they are known, gone when it ended. */
interface LentCredentials {
  access: CredentialsAccess;
  /** Ends all that were given, those that are still on their way too. Never rejects. */
  revoke(): Promise<void>;
}

/** What attempts and triggers have where the engine has no source. */
export const noCredentials: CredentialsAccess = { github: async () => undefined };

/** Lends credentials of `source` to one attempt. */
export function lendCredentials(source: CredentialsSource, masker: Masker): LentCredentials {
  const lent: Promise<{ token: string; revoke(): Promise<void> }>[] = [];
  return {
    access: {
      async github(wish) {
        const asked = source.github(wish);
        lent.push(asked);
        const { revoke: _, ...credentials } = await asked;
        masker.add(credentials.token);
        return credentials;
      },
    },
    async revoke() {
      await Promise.allSettled(
        lent.map(async (one) => {
          const { token, revoke } = await one;
          await revoke();
          masker.forget(token);
        }),
      );
    },
  };
}
