import type { GitHubRepository } from '../types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretsParts {
  environment: Environment;
  /** Repositories that read the secrets of the whole server too: `owner/name`, `owner/*` or `*`. */
  shared: readonly string[];
  /** All that the App is installed on. */
  repositories: readonly GitHubRepository[];
}

/**
 * The environment of one repository's production (github §8.2, multi-tenant leakage): what the server has, but of secrets only
 * those of this repository. `TUTTI_SECRET_<OWNER>__<NAME>__<KEY>` (or `SECRET_…`, in Base64) is the secret KEY of it; those that
 * name no repository are only for the ones that the operator lists.
 *
 * Where two repositories are written alike (`shop-eu` and `shop.eu`), the secrets are those of the older one: whoever makes
 * another repository gets nothing by its name.
 */
export function repositoryEnvironment(
  repository: GitHubRepository,
  { environment, shared, repositories }: SecretsParts,
): Environment {
  const prefix = prefixOf(repository);
  const isFirst = repositories.every((other) => other.id >= repository.id || prefixOf(other) !== prefix);
  const isShared = shared.some((pattern) => covers(pattern, repository));
  const own: Record<string, string | undefined> = {};
  const others: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(environment)) {
    const [, kind = '', rest = ''] = /^((?:TUTTI_)?SECRET_)(.+)$/.exec(name) ?? [];
    if (kind === '') others[name] = value;
    else if (!ofRepository.test(rest)) {
      if (isShared) others[name] = value;
    } else if (isFirst && rest.startsWith(prefix) && rest.length > prefix.length)
      own[`${kind}${rest.slice(prefix.length)}`] = value;
  }
  // `TUTTI_SECRET_…` has priority where both are there, so that a shared one must not hide an own one.
  for (const name of Object.keys(own)) {
    const key = name.replace(/^(?:TUTTI_)?SECRET_/, '');
    delete others[`TUTTI_SECRET_${key}`];
    delete others[`SECRET_${key}`];
  }
  return { ...others, ...own };
}

/** Whoever reads a name as that of a repository's secret reads no shared one in it. */
const ofRepository = /^.+?__.+?__./;

/** How the names of a repository's secrets go on after `SECRET_`: what is no letter or digit is `_`, and never two of them. */
function prefixOf({ owner, name }: GitHubRepository): string {
  return `${wordOf(owner)}__${wordOf(name)}__`;
}

function wordOf(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

function covers(pattern: string, { owner, name }: GitHubRepository): boolean {
  const wanted = pattern.toLowerCase();
  return (
    wanted === '*' || wanted === `${owner}/*`.toLowerCase() || wanted === `${owner}/${name}`.toLowerCase()
  );
}
