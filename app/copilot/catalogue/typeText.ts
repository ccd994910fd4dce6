import {
  describeOutputs,
  describeProperties,
  type PropertyDescription,
} from '../../../runner/plugin/describe.ts';
import type { PluginDefinition } from '../../../runner/plugin/types.ts';
import { oneLine } from '../../../runner/report/escape.ts';

/** Characters of one type, and of the description of one property. */
const limits = { type: 6_000, description: 160 } as const;

/**
 * A plugin type for a model: what it is for, its own properties with their types, its outputs, and one example. Denser than JSON
 * Schema, and without what all tasks share, which is said once (surfaces §4.4, “schema retrieval”).
 */
export function typeText(definition: PluginDefinition): string {
  const { type, kind, title, deprecated, examples = [] } = definition;
  const properties = describeProperties(definition);
  const outputs = describeOutputs(definition);
  const parts = [
    `${type} (${kind === 'trigger' || kind === 'condition' ? kind : 'task'}): ${title}`,
    ...(deprecated === undefined ? [] : [`out of use: ${deprecated}`]),
    ...(properties.length > 0 ? [`properties:\n${lines(properties)}`] : ['properties: none of its own']),
    ...(outputs.length > 0 ? [`outputs:\n${lines(outputs)}`] : []),
    ...(examples[0] ? [`example:\n${examples[0].code.trim()}`] : []),
  ];
  // The example goes first where it is too much, then what stands last.
  while (parts.length > 2 && parts.join('\n').length > limits.type) parts.pop();
  return parts.join('\n').slice(0, limits.type);
}

function lines(properties: readonly PropertyDescription[]): string {
  return properties.map(line).join('\n');
}

function line({ name, type, required, default: standard, description }: PropertyDescription): string {
  const facts = [
    type,
    ...(required ? ['required'] : []),
    ...(standard === undefined ? [] : [`default ${JSON.stringify(standard)}`]),
  ];
  const short = oneLine(description, limits.description);
  return `- ${name} (${facts.join(', ')})${short === '' ? '' : `: ${short}`}`;
}
