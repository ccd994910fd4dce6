import type { NarrowToken, Permissions } from './types.ts';

/** Tokens are not used in the last minutes of their life, milliseconds: a clone may take some (github §3.3). */
const margin = 5 * 60_000;

/** Whom a token is for. Without repository and permissions: all that the installation may do. */
export interface TokenScope {
  installationId: number;
  repositoryId?: number;
  permissions?: Permissions;
}

export interface TokenBroker {
  /** One that others use too; made once, however many ask at the same time. */
  get(scope: TokenScope): Promise<NarrowToken>;
  /** Forgets it: GitHub did not accept it. */
  forget(scope: TokenScope, token: string): void;
  /** One for the caller only. */
  make(scope: TokenScope): Promise<NarrowToken>;
}

/** Keeps tokens in memory only. `make` asks GitHub for one. */
export function tokenBroker(
  make: (scope: TokenScope) => Promise<NarrowToken>,
  now: () => number,
): TokenBroker {
  const kept = new Map<string, Promise<NarrowToken>>();
  const fresh = new Map<string, NarrowToken>();
  return {
    make,
    async get(scope) {
      const key = keyOf(scope);
      const known = fresh.get(key);
      if (known && known.expiresAt - margin > now()) return known;
      let asked = kept.get(key);
      if (!asked) {
        asked = make(scope);
        kept.set(key, asked);
      }
      try {
        const token = await asked;
        fresh.set(key, token);
        forgetExpired(fresh, now());
        return token;
      } finally {
        kept.delete(key);
      }
    },
    forget(scope, token) {
      const key = keyOf(scope);
      if (fresh.get(key)?.token === token) fresh.delete(key);
    },
  };
}

function keyOf({ installationId, repositoryId, permissions }: TokenScope): string {
  const names = Object.entries(permissions ?? {}).map(([name, level]) => `${name}:${level}`);
  return [installationId, repositoryId ?? '*', ...names.sort()].join(' ');
}

function forgetExpired(tokens: Map<string, NarrowToken>, now: number): void {
  for (const [key, { expiresAt }] of tokens) if (expiresAt <= now) tokens.delete(key);
}
