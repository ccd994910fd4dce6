import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { ApiError, type FakeRepository } from './types.ts';

export type Permissions = Record<string, 'read' | 'write'>;

/** The App as it is registered. */
export interface FakeApp {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  privateKey: string;
  webhookSecret: string;
  permissions: Permissions;
  events: readonly string[];
}

/** Who asks: the App itself, an installation with a narrowed token, a person, or nobody. */
export type Caller =
  | { kind: 'app' }
  | {
      kind: 'installation';
      installationId: number;
      repositoryIds: readonly number[] | undefined;
      permissions: Permissions;
      token: string;
    }
  | { kind: 'user'; login: string }
  | { kind: 'nobody' };

interface IssuedToken {
  installationId: number;
  repositoryIds: readonly number[] | undefined;
  permissions: Permissions;
  expires: number;
}

/** Keys and tokens of the App (github §3.3). `now`: the virtual clock, milliseconds. */
export function createAuth(app: Omit<FakeApp, 'privateKey'>, now: () => number) {
  const { privateKey, publicKey } = keyPair();
  const issued = new Map<string, IssuedToken>();
  const users = new Map<string, string>();

  return {
    app: { ...app, privateKey } satisfies FakeApp,
    issue(
      installationId: number,
      repositoryIds: readonly number[] | undefined,
      wanted: Permissions | undefined,
    ): { token: string; expires: number; permissions: Permissions } {
      const permissions = wanted ?? app.permissions;
      for (const [name, level] of Object.entries(permissions)) {
        const granted = app.permissions[name];
        if (granted === undefined || (level === 'write' && granted === 'read'))
          throw new ApiError(422, `The permissions requested are not granted to this installation.`);
      }
      // The long, stateless form that GitHub gives since 2026.
      const claims = Buffer.from(JSON.stringify({ i: installationId, r: randomBytes(12).toString('hex') }));
      const signature = createHmac('sha256', 'fake').update(claims).digest('base64url');
      const token = `ghs_${app.id}_${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${claims.toString('base64url')}.${signature}`;
      const expires = now() + 3_600_000;
      issued.set(token, { installationId, repositoryIds, permissions, expires });
      return { token, expires, permissions };
    },
    revoke(token: string): void {
      issued.delete(token);
    },
    userToken(login: string): string {
      const token = `ghp_${randomBytes(18).toString('hex')}`;
      users.set(token, login);
      return token;
    },
    /** @throws ApiError 401 */
    caller(authorization: string | undefined): Caller {
      if (!authorization) return { kind: 'nobody' };
      const token = tokenOf(authorization);
      if (token.split('.').length === 3 && !token.startsWith('ghs_')) {
        checkJwt(token, app, publicKey, now);
        return { kind: 'app' };
      }
      const login = users.get(token);
      if (login !== undefined) return { kind: 'user', login };
      const known = issued.get(token);
      if (!known || known.expires <= now()) throw new ApiError(401, 'Bad credentials');
      return { kind: 'installation', token, ...known };
    },
  };
}

export type Auth = ReturnType<typeof createAuth>;

/** Tests share one pair: making one takes a tenth of a second. */
let pair: { privateKey: string; publicKey: string } | undefined;
function keyPair() {
  pair ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return pair;
}

/** Of `Bearer`, `token` and Basic with any user. */
function tokenOf(authorization: string): string {
  const [scheme, value = ''] = authorization.split(' ', 2);
  if (scheme?.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}

function checkJwt(
  token: string,
  app: Omit<FakeApp, 'privateKey'>,
  publicKey: string,
  now: () => number,
): void {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${claims}`),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) throw new ApiError(401, 'A JSON web token could not be decoded');
  const { iss, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number>;
  if (String(iss) !== String(app.id) && String(iss) !== app.clientId)
    throw new ApiError(401, "'Issuer' claim ('iss') must be an Integer");
  const seconds = now() / 1_000;
  if (exp! < seconds)
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp! - iat! > 660) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
}

/** @throws ApiError where the caller may not do this to the repository: 404 hides what it may not see (github §3.3). */
export function demand(
  caller: Caller,
  repository: FakeRepository,
  installed: (repository: FakeRepository) => number | undefined,
  permission: string,
  level: 'read' | 'write' = 'read',
): void {
  if (caller.kind === 'user') {
    const role = repository.roles.get(caller.login) ?? (repository.private ? 'none' : 'read');
    const isEnough = level === 'read' ? role !== 'none' : ['write', 'maintain', 'admin'].includes(role);
    if (!isEnough) throw new ApiError(repository.private && role === 'none' ? 404 : 403, 'Not Found');
    return;
  }
  if (caller.kind !== 'installation')
    throw new ApiError(caller.kind === 'app' ? 403 : 401, 'Requires authentication');
  const sees =
    installed(repository) === caller.installationId &&
    (caller.repositoryIds === undefined || caller.repositoryIds.includes(repository.id));
  if (!sees)
    throw new ApiError(
      repository.private ? 404 : 403,
      repository.private ? 'Not Found' : 'Resource not accessible by integration',
    );
  const granted = permission === 'metadata' ? 'read' : caller.permissions[permission];
  if (granted === undefined || (level === 'write' && granted !== 'write'))
    throw new ApiError(403, 'Resource not accessible by integration');
}
