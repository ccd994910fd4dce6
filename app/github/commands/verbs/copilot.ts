import { CommandRefused, type Verb } from '../types.ts';
import { sha } from './shared.ts';

/** Fork pull requests get a pull request of their own beside them, and nothing of them is read (github §4.2). */
export const copilot: Verb = {
  name: 'copilot',
  summary:
    'Changes or writes a flow as you say: on an issue as a draft pull request, on a pull request as a commit.',
  words: [
    {
      name: 'PROMPT',
      description: 'What you want, in your words: the rest of the comment, further lines too.',
    },
  ],
  text: true,
  options: [
    {
      name: 'flow',
      value: 'FLOW',
      description: 'The flow to change; by default the one that the pull request changes.',
    },
    { name: 'namespace', value: 'NAMESPACE', description: 'Namespace of a new flow.' },
    sha,
  ],
  minimum: 'write',
  effect: 'reads',
  async run(context) {
    if (!context.copilot) throw new CommandRefused('There is no Copilot here.');
    return context.copilot.propose(context);
  },
};

export const ask: Verb = {
  name: 'ask',
  summary: 'Answers a question about Tutti from its documentation.',
  words: [{ name: 'QUESTION', description: 'In your words: the rest of the comment, further lines too.' }],
  text: true,
  minimum: 'write',
  effect: 'controls',
  async run(context) {
    if (!context.copilot) throw new CommandRefused('There is no Copilot here.');
    return context.copilot.ask(context);
  },
};
