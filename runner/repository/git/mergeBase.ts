import fs from 'node:fs';
import { git } from './command.ts';
import { hasGitProgram } from './installed.ts';
import { checkedRef } from './refName.ts';

/** The commit where two histories parted, of a bare repository that has both; undefined where they have nothing in common. */
export async function mergeBase(gitFolder: string, one: string, other: string): Promise<string | undefined> {
  if (await hasGitProgram()) {
    const printed = await git({ gitFolder }, ['merge-base', checkedRef(one), checkedRef(other)]).catch(
      (error: Error) => {
        // It says nothing where there is none.
        if (error.message === 'git ended with exit code 1') return undefined;
        throw error;
      },
    );
    return printed?.toString().trim().split('\n')[0];
  }
  const { default: library } = await import('isomorphic-git');
  const found: string[] = await library.findMergeBase({ fs, gitdir: gitFolder, oids: [one, other] });
  return found[0];
}
