import fs from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitError, type GitOptions, git } from './command.ts';
import { hasGitProgram } from './installed.ts';
import { checkedRef } from './refName.ts';

/** Milliseconds for a fetch; the first one brings the whole history. */
const fetchTimeout = 600_000;

/** Where the last fetched commit is kept. */
export const servedRef = 'refs/tutti/served';

/** Who asks for the commits. */
export interface GitCredentials {
  username: string;
  /** A password or token. */
  password: string;
}

/** A repository somewhere else, of which one ref is followed. */
export interface GitRemote {
  /** An `http`, `https` or `file` URL, or a path. Holds no credentials. */
  url: string;
  ref: string;
  credentials?: GitCredentials;
}

/**
 * A remote as it may be used: paths are made absolute from the current folder.
 *
 * @throws GitError for another kind of URL, for one with credentials in it, and for credentials that would be sent in the clear
 */
export function checkedRemote({ url, ref, credentials }: GitRemote): GitRemote {
  checkedRef(ref);
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(url);
  const checked = isUrl ? checkedUrl(url, credentials) : checkedPath(url);
  return { url: checked, ref, ...(credentials && { credentials }) };
}

/**
 * Brings the commits of a remote's ref into a bare repository at `folder`, which is made where there is none. Credentials are
 * neither written to it nor given as arguments (github §3.6).
 *
 * @param into the ref that keeps them; the default one moves, so that commits it was at before are kept without a ref
 * @throws GitError where the remote cannot be reached, refuses the credentials, or has no such ref
 */
export async function fetchRemote(
  folder: string,
  remote: GitRemote,
  into: string = servedRef,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = { gitFolder: resolve(folder) };
  if (!(await hasGitProgram())) return fetchByLibrary(options.gitFolder, remote, into);
  await git(options, ['init', '--bare', '--quiet']);
  const { url, ref } = remote;
  const fetched = git({ ...options, ...access(remote), timeout: fetchTimeout }, [
    // Commits that a force push took away may still be those of an execution.
    ...[
      '-c',
      `gc.pruneExpire=${into === servedRef ? 'never' : 'two.weeks.ago'}`,
      '-c',
      'gc.autoDetach=false',
    ],
    ...['-c', 'http.followRedirects=false', '-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=60'],
    ...['fetch', '--quiet', '--force', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'],
    ...['--end-of-options', url, `+${ref}:${into}`],
  ]);
  await fetched.catch((cause: Error) => {
    // It would have asked a person.
    if (/could not read (?:Username|Password)|Authentication failed/.test(cause.message))
      throw new GitError(unauthorized(url), { cause });
    throw cause;
  });
}

/** Forgets a ref of a repository; its commits go with the next cleaning where no other ref keeps them. None is no error. */
export async function deleteRef(folder: string, ref: string): Promise<void> {
  const gitFolder = resolve(folder);
  if (await hasGitProgram()) return void (await git({ gitFolder }, ['update-ref', '-d', checkedRef(ref)]));
  const { default: calls } = await import('isomorphic-git');
  await calls.deleteRef({ fs, gitdir: gitFolder, ref: checkedRef(ref) });
}

function checkedUrl(text: string, credentials: GitCredentials | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:', 'file:'].includes(url.protocol))
    throw new GitError('Expected an http, https or file URL, or a path, of a Git repository');
  if (url.username !== '' || url.password !== '')
    throw new GitError(
      'The URL of a Git repository must hold no credentials: set TUTTI_GIT_TOKEN, and TUTTI_GIT_USERNAME where it matters',
    );
  if (credentials && url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new GitError(
      `Credentials are not sent to ${url.host} over http, where everybody on the way reads them`,
    );
  return text;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}

function checkedPath(text: string): string {
  if (text === '' || text.startsWith('-') || /^[^/\\]+:/.test(text.replace(/^[A-Za-z]:[/\\]/, '')))
    throw new GitError(
      `Expected an http, https or file URL, or a path, of a Git repository; found ${JSON.stringify(text)}`,
    );
  return resolve(text);
}

/** Transport, and the header that says who asks. */
function access({ url, credentials }: GitRemote): Pick<GitOptions, 'protocols' | 'secretSettings'> {
  const protocol = /^(https?):/i.exec(url)?.[1]?.toLowerCase() ?? 'file';
  if (!credentials || protocol === 'file') return { protocols: [protocol] };
  const { username, password } = credentials;
  const header = `Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return { protocols: [protocol], secretSettings: { [`http.${new URL(url).origin}/.extraHeader`]: header } };
}

async function fetchByLibrary(
  gitdir: string,
  { url, ref, credentials }: GitRemote,
  into: string,
): Promise<void> {
  if (!/^https?:/i.test(url))
    throw new GitError(
      `Without the git program, only http and https are spoken: cannot fetch ${pathOf(url)}`,
    );
  const [{ default: calls }, { default: http }] = await Promise.all([
    import('isomorphic-git'),
    import('isomorphic-git/http/node'),
  ]);
  try {
    await calls.init({ fs, gitdir, bare: true, dir: gitdir });
    await calls.addRemote({ fs, gitdir, remote: 'served', url, force: true });
    const { fetchHead } = await calls.fetch({
      ...{ fs, http, gitdir, remote: 'served', ref, singleBranch: true, tags: false },
      ...(credentials && { onAuth: () => credentials, onAuthFailure: () => ({ cancel: true }) }),
    });
    if (!fetchHead) throw new GitError(`There is no ${ref} in ${url}`);
    await calls.writeRef({ fs, gitdir, ref: into, value: fetchHead, force: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isRefused = error instanceof calls.Errors.UserCanceledError || message.includes('401');
    throw new GitError(isRefused ? unauthorized(url) : `Cannot fetch ${url}: ${message}`, { cause: error });
  }
}

function unauthorized(url: string): string {
  return `${url} refuses to be read with these credentials: check TUTTI_GIT_TOKEN and TUTTI_GIT_USERNAME`;
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
