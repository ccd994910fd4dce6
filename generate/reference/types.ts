import {
  describeOutputs,
  describeProperties,
  type PropertyDescription,
} from '../../runner/plugin/describe.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import { aliases } from '../../runner/plugins/aliases.ts';
import { anchorOf, cell, code, table } from './markdown.ts';

/** A page about the types of one package, or of one kind. `intro` is Markdown. */
export function typesPage(title: string, intro: string, definitions: readonly PluginDefinition[]): string {
  const links = definitions.map(({ type, title: does }) => [
    `[${shortName(type)}](#${anchorOf(shortName(type))})`,
    cell(does),
  ]);
  return [
    `# ${title}\n\n${intro}`,
    ...(definitions.length > 1 ? [table(['type', 'does'], links)] : []),
    ...definitions.map(typeSection),
  ].join('\n\n');
}

/** The last part of a type's name. */
export function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

function typeSection(definition: PluginDefinition): string {
  const { type, title, description, deprecated, examples = [] } = definition;
  const former = Object.keys(aliases).filter((alias) => aliases[alias] === type);
  const parts = [
    `## ${shortName(type)}`,
    code(type),
    title,
    deprecated === undefined ? '' : `**Deprecated.** ${deprecated}`,
    description?.trim() ?? '',
    section('Properties', propertyTable(describeProperties(definition))),
    section('Outputs', outputTable(describeOutputs(definition))),
    ...examples.map(({ title: heading, code: yaml }) =>
      section(heading ?? 'Example', `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``),
    ),
    former.length === 0 ? '' : `Former names: ${former.map(code).join(', ')}.`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(heading: string, body: string): string {
  return body === '' ? '' : `### ${heading}\n\n${body}`;
}

function propertyTable(properties: readonly PropertyDescription[]): string {
  const rows = properties.map(({ name, type, required, default: standard, description }) => [
    required && !name.includes('.') ? `**${code(name)}**` : code(name),
    cell(type),
    standard === undefined ? (required ? 'required' : '') : code(JSON.stringify(standard)),
    cell(description),
  ]);
  return rows.length === 0 ? '' : table(['property', 'type', 'default', ''], rows);
}

function outputTable(outputs: readonly PropertyDescription[]): string {
  const rows = outputs.map(({ name, type, description }) => [code(name), cell(type), cell(description)]);
  return rows.length === 0 ? '' : table(['output', 'type', ''], rows);
}
