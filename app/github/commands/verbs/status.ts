import { cell, code, count, iconOf, shortSha, table, utc } from '../../report/index.ts';
import type { Verb } from '../types.ts';
import { production } from './shared.ts';

const shown = 10;

export const status: Verb = {
  name: 'status',
  summary: 'Shows what runs here and how the last executions ended.',
  words: [],
  options: [production],
  minimum: 'none',
  effect: 'controls',
  async run({ left, scope }) {
    const workspace = await left();
    const executions = await workspace.backend.executions({ normalOnly: true, limit: shown });
    const flows = count(workspace.flows.all().length, 'flow');
    const where = scope.kind === 'pull' ? `pull request #${scope.number}` : 'the default branch';
    const trust = workspace.trust === 'fork' ? ', from a fork that nobody trusts' : '';
    const rows = executions.map(({ id, namespace, flowId, state }) => [
      `${iconOf(state.current)} ${state.current}`,
      cell(`${namespace}.${flowId}`),
      cell(id),
      utc(state.histories[0]?.date ?? ''),
    ]);
    const list = table(['State', 'Flow', 'Execution', 'Started'], ['---', '---', '---', '---'], rows);
    return {
      reply: {
        icon: 'ℹ️',
        sentence: `${flows} of ${where} at ${code(shortSha(workspace.commit))}${trust}`,
        parts: [{ text: rows.length === 0 ? 'No executions yet.' : list }],
      },
    };
  },
};
