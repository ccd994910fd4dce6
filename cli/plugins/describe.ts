import type { z } from 'zod';
import {
  describeOutputs,
  describeProperties,
  type PropertyDescription,
} from '../../runner/plugin/describe.ts';
import { jsonSchemaOf } from '../../runner/plugin/jsonSchema.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import type { Paint } from '../paint.ts';
import { columns } from '../report/text.ts';

/** A type for a program: properties and outputs as JSON Schema. */
export function definitionJson(definition: PluginDefinition): Record<string, unknown> {
  const { type, kind, title, description, deprecated, examples } = definition;
  const outputs = 'outputs' in definition ? definition.outputs : undefined;
  return {
    type,
    kind,
    title,
    description,
    deprecated,
    examples,
    properties: jsonSchemaOf(definition.properties as z.ZodType),
    ...(outputs && { outputs: jsonSchemaOf(outputs) }),
  };
}

/** A type for a person: what it does, its properties, outputs and examples. */
export function definitionText(definition: PluginDefinition, paint: Paint): string {
  const { type, title, description, deprecated, examples = [] } = definition;
  const head = [
    `${paint.bold(type)}\n${title}\n`,
    ...(deprecated === undefined ? [] : [`${paint.yellow('deprecated:')} ${deprecated}\n`]),
    ...(description === undefined ? [] : [`${description.trim()}\n`]),
  ];
  // Whether an output is always there says little; its name, type and meaning are what is looked for.
  const outputs = describeOutputs(definition).map((output) => ({ ...output, required: false }));
  const sections = [
    section('Properties', propertyTable(describeProperties(definition), paint), paint),
    section('Outputs', propertyTable(outputs, paint), paint),
    ...examples.map(({ title: heading, code }) =>
      section(heading ?? 'Example', indent(code.trimEnd()), paint),
    ),
  ];
  return [...head, ...sections].filter((part) => part !== '').join('\n');
}

function section(heading: string, body: string, paint: Paint): string {
  return body === '' ? '' : `${paint.bold(heading)}\n${body}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ').concat('\n');
}

function propertyTable(properties: readonly PropertyDescription[], paint: Paint): string {
  const rows = properties.map(({ name, type, required, default: standard, description }) => {
    const written = standard === undefined ? '' : JSON.stringify(standard);
    const notes = [required ? 'required' : '', written === '' ? '' : `default ${written}`];
    // A long list of choices would push everything else off the screen.
    const choices = type.length > 40 ? (/\w+(?: \| \w+)+/.exec(type)?.[0] ?? '') : '';
    return [
      `  ${name}`,
      choices === '' ? type : type.replace(choices, 'enumeration'),
      notes.filter(Boolean).join(' '),
      [description, choices].filter(Boolean).join(' One of '),
    ];
  });
  return columns(rows, (cell, column) =>
    column === 0 ? paint.cyan(cell) : column === 3 ? cell : paint.dim(cell),
  );
}
