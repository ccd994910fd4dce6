import { code, shortSha } from '../../report/index.ts';
import { approve } from '../approvals.ts';
import { CommandRefused, type Verb } from '../types.ts';

export const ok: Verb = {
  name: 'ok',
  summary: 'Trusts this commit of a fork, and no other: its flows may run here.',
  words: [{ name: 'SHA', description: 'All 40 digits of the head that you have read.' }],
  minimum: 'write',
  effect: 'reads',
  pullOnly: true,
  async run({ given, pinned, repository, author, hint, services, validate }) {
    if (!pinned?.isFork)
      throw new CommandRefused('This pull request is not from a fork: it needs no approval.');
    const sha = given.words[0]!.toLowerCase();
    if (sha !== pinned.sha)
      throw new CommandRefused(
        `That is not the head of this pull request. Read it, and say \`/tutti ok ${pinned.sha}\`.`,
      );
    const { number } = pinned;
    approve(services.records, repository.id, number, sha, {
      by: author,
      commentUrl: hint.url,
      at: services.now(),
    });
    await validate({ repository, number, sha, trust: 'branch' });
    return { reply: { icon: '✅', sentence: `Flows of ${code(shortSha(sha))} may run; a push ends that` } };
  },
};
