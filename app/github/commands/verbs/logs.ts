import { code, fenced } from '../../report/index.ts';
import type { Verb } from '../types.ts';
import { executionNamed, executionWord, production } from './shared.ts';

/** The end of a log says most. */
const lines = 100;
const width = 400;

export const logs: Verb = {
  name: 'logs',
  summary: `Shows the last ${lines} lines of an execution's log.`,
  words: [executionWord],
  options: [{ name: 'task', value: 'ID', description: 'Only of this task.' }, production],
  minimum: 'triage',
  effect: 'controls',
  async run(context) {
    const { left, given } = context;
    const workspace = await left();
    const { id } = await executionNamed(context, workspace, given.words[0]);
    const { task } = given.options;
    const { entries } = await workspace.backend.searchLogs({
      texts: [
        { fields: ['executionId'], comparison: 'is', values: [id] },
        ...(typeof task === 'string'
          ? [{ fields: ['taskId'] as const, comparison: 'is' as const, values: [task] }]
          : []),
      ],
      limit: lines,
      offset: 0,
    });
    const text = entries
      .reverse()
      .map(({ timestamp, level, taskId, message }) =>
        [timestamp.slice(11, 23), level, taskId, message.slice(0, width)].filter(Boolean).join(' '),
      )
      .join('\n');
    const block = workspace.engine.mask(text);
    return {
      reply: {
        icon: 'ℹ️',
        sentence: entries.length === 0 ? `${code(id)} logged nothing` : `The end of the log of ${code(id)}`,
        parts: entries.length === 0 ? [] : [{ text: fenced(block, 'text') }],
      },
    };
  },
};
