import type { Trust } from '../types.ts';

/** Whether a commit of this trust may start processes and reach the network of this machine. */
export function mayReachOut(trust: Trust, least: 'default' | 'branch'): boolean {
  return trust === 'default' || (trust === 'branch' && least === 'branch');
}

/**
 * Why a type does not run for a commit that may not reach out; undefined where it does. Such types start processes or send
 * requests: this machine is no sandbox for what nobody has reviewed, and its network may hold what the world shall not see
 * (github §8.2, §8.3).
 */
export function refusalOf(type: string, trust: Trust): string | undefined {
  const what = /^io\.kestra\.plugin\.(?:scripts|core\.http)\./.exec(type)?.[0].includes('http')
    ? 'HTTP requests'
    : type.startsWith('io.kestra.plugin.scripts.')
      ? 'Scripts'
      : undefined;
  if (what === undefined) return undefined;
  return trust === 'fork'
    ? `${what} of forks do not run on this server`
    : `${what} of pull requests do not run on this server: they run once they are merged, or where its operator sets \`github.scripts: branch\``;
}
