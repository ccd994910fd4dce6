import type { InputContext } from '../../../../runner/execution/inputs/index.ts';
import { render, renderTyped } from '../../../../runner/expression/index.ts';

/** A context with the real expression language; files are stored by name only, secrets reversed. */
export function inputContext(overrides: Partial<InputContext> = {}): InputContext {
  return {
    variables: { vars: { region: 'eu', limits: { low: 3 } }, flow: { id: 'f', namespace: 'n' } },
    render: async (template, variables) => render(template, variables),
    renderTyped: async (template, variables) => renderTyped(template, variables),
    storeFile: async (inputId, path) =>
      `kestra:///n/f/executions/1/inputs/${inputId}/${path.split('/').pop()}`,
    encrypt: (text) => [...text].reverse().join(''),
    ...overrides,
  };
}
