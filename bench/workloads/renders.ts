import nunjucks from 'nunjucks';
import { render } from '../../runner/expression/index.ts';
import { against, rate } from '../measure.ts';
import type { Workload } from '../types.ts';

const variables = {
  inputs: { x: 'hello', count: 3 },
  outputs: { first: { value: 'one' }, second: { rows: 12 } },
  flow: { id: 'flow', namespace: 'company.team' },
};
const one = '{{ inputs.x | upper }}';
const five =
  'Flow {{ flow.namespace }}.{{ flow.id }} says {{ inputs.x | upper }}: {{ outputs.first.value }} of {{ outputs.second.rows }}';

/** Renderings per second on one core, held against nunjucks on the same templates. */
export const renders: Workload = async () => {
  const environment = new nunjucks.Environment(null, { autoescape: false });
  return [one, five].map((template, index) => {
    const compiled = nunjucks.compile(template, environment);
    const expected = compiled.render(variables);
    if (render(template, variables) !== expected)
      throw new Error(`Unexpected: ${render(template, variables)}`);
    const reference = { name: 'nunjucks', value: rate(() => compiled.render(variables)), unit: '/s' };
    const value = rate(() => render(template, variables));
    const target = index === 0 ? 5e6 : 1e6;
    const name = index === 0 ? 'renders/s of {{ inputs.x | upper }}' : 'renders/s of five expressions';
    return {
      ...against({ name, value, unit: '/s', reference }),
      target: { text: `≥ ${target / 1e6} million/s`, met: value >= target },
    };
  });
};
