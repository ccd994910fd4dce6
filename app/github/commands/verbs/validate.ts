import type { Verb } from '../types.ts';

export const validate: Verb = {
  name: 'validate',
  summary: 'Checks the flows of the pull request again.',
  words: [],
  minimum: 'triage',
  own: 'pull',
  effect: 'reads',
  pullOnly: true,
  async run({ repository, pinned, validate: judge }) {
    // Its check is the answer.
    if (pinned) await judge({ repository, number: pinned.number, sha: pinned.sha, trust: pinned.trust });
    return {};
  },
};
