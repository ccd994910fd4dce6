import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** How the `git` program is run. */
export interface GitOptions {
  /** Folder of the objects and refs: `.git`, or that of a bare repository. */
  gitFolder: string;
  /** Settings that hold secrets: they are given in the environment, never as arguments (github §3.6). */
  secretSettings?: Readonly<Record<string, string>>;
  /** Transports that may be used, such as `https`; none by default. */
  protocols?: readonly string[];
  /** Milliseconds until it is killed. Default: one minute. */
  timeout?: number;
}

/** Git could not do what it was asked for. */
export class GitError extends Error {
  override name = 'GitError';
}

/**
 * Runs `git` to its end, and gives what it printed.
 *
 * @throws GitError with Git's own words where it fails, takes too long, or is not installed (`cause.code` ENOENT)
 */
export async function git(options: GitOptions, args: readonly string[]): Promise<Buffer> {
  const child = startGit(options, args);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end();
  await ended(child, options.timeout);
  return Buffer.concat(chunks);
}

/**
 * Resolves when a program that was started has ended well. `timeout` in milliseconds; `false`: it may stay.
 *
 * @throws GitError otherwise
 */
export async function ended(
  child: ChildProcessWithoutNullStreams,
  timeout: number | false = 60_000,
): Promise<void> {
  let complaint = '';
  let isLate = false;
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 4_000) complaint += chunk.toString();
  });
  const timer =
    timeout &&
    setTimeout(() => {
      isLate = true;
      killGroup(child);
    }, timeout);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (cause) => reject(new GitError(`Cannot run git: ${cause.message}`, { cause })));
      child.once('close', resolve);
    });
    if (isLate) throw new GitError(`git did not answer within ${Number(timeout) / 1000} seconds`);
    if (code !== 0) throw new GitError(complaint.trim() || `git ended with exit code ${code}`);
  } finally {
    if (timer) clearTimeout(timer);
  }
}

/**
 * Starts `git` with nothing of the machine's or the user's configuration, no hooks, no questions, and no way to run other
 * programs over a repository's own configuration (github §3.6).
 */
export function startGit(options: GitOptions, args: readonly string[]): ChildProcessWithoutNullStreams {
  const { gitFolder, protocols = [] } = options;
  const settings = [
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.symlinks=false',
    'log.showSignature=false',
    'log.showRoot=true',
    // The folder is named by whoever runs Tutti, and nothing of it is executed.
    `safe.directory=${gitFolder}`,
  ];
  const child = spawn(
    'git',
    [`--git-dir=${gitFolder}`, '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args],
    { cwd: gitFolder, env: environmentOf(options, protocols), detached: process.platform !== 'win32' },
  );
  // Whoever closes early does not want the rest.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Ends the program and what it started, such as the helper that speaks HTTP. */
export function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** What programs need to run and to reach a network; no other variable of this process. */
const passedOn =
  /^(?:PATH|SYSTEMROOT|TMPDIR|TEMP|TMP|SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|(?:https?|all|no)_proxy)$/i;

function environmentOf(
  { gitFolder, secretSettings = {} }: GitOptions,
  protocols: readonly string[],
): Record<string, string> {
  const settings = Object.entries(secretSettings);
  return {
    ...Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        value !== undefined && passedOn.test(name) ? [[name, value]] : [],
      ),
    ),
    // Git tells by words what went wrong.
    LC_ALL: 'C',
    HOME: gitFolder,
    XDG_CONFIG_HOME: gitFolder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: protocols.length > 0 ? protocols.join(':') : 'none',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
