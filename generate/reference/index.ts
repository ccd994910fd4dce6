/** `npm run docs:reference`: writes docs/reference/. With `--check`, tells whether it is as it should be. */
import { taskShape, triggerShape } from '../../runner/flow/checks/common.ts';
import type { Shape } from '../../runner/flow/checks/shape.ts';
import type { PluginDefinition } from '../../runner/plugin/types.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { settleFiles } from '../files.ts';
import { descriptionOf } from '../schemas/flow/descriptions.ts';
import { placedTypes } from '../schemas/flow/places.ts';
import { expressionsPage } from './expressions.ts';
import { anchorOf, cell, code, table } from './markdown.ts';
import { shortName, typesPage } from './types.ts';

const folder = 'docs/reference';
const notice = '<!-- Written by `npm run docs:reference` from the code; changes belong there. -->';

/** The pages of the reference by their path from the root. */
export async function referenceFiles(): Promise<Map<string, string>> {
  const types = await placedTypes(pluginRegistry());
  const packages = Map.groupBy(types.task, ({ type }) => packageOf(type));
  const pages: [string, string][] = [
    ['README.md', indexPage(packages)],
    ['expressions.md', expressionsPage()],
    ...[...packages].map(([name, definitions]): [string, string] => [
      `tasks/${pageOf(name)}`,
      typesPage(
        `Tasks: ${name.replace(/^io\.kestra\.plugin\./, '')}`,
        `The tasks of the package ${code(name)}. All of them also have the [properties of every task](../README.md#properties-of-every-task).`,
        definitions,
      ),
    ]),
    [
      'triggers.md',
      typesPage(
        'Triggers',
        'What starts a flow. All triggers also have the [properties of every trigger](README.md#properties-of-every-trigger).',
        types.trigger,
      ),
    ],
    [
      'conditions.md',
      typesPage(
        'Conditions',
        'What has to hold for a trigger to start its flow, or for a listener.',
        types.condition,
      ),
    ],
    [
      'task-runners.md',
      typesPage('Task runners', 'Where the commands of script tasks run.', types.taskRunner),
    ],
  ];
  return new Map(pages.map(([path, text]) => [`${folder}/${path}`, `${notice}\n\n${text}\n`]));
}

function indexPage(packages: ReadonlyMap<string, readonly PluginDefinition[]>): string {
  const rows = [...packages].flatMap(([name, definitions]) =>
    definitions.map(({ type, title, deprecated }) => [
      `[${code(type)}](tasks/${pageOf(name)}#${anchorOf(shortName(type))})`,
      cell(deprecated === undefined ? title : `${title} *Deprecated.*`),
    ]),
  );
  return [
    `# Reference

Every type that comes with Tutti, and everything that expressions can call. \`tutti plugins show TYPE\` prints the same on the
terminal.

- [Tasks](#tasks), [properties of every task](#properties-of-every-task)
- [Triggers](triggers.md), [properties of every trigger](#properties-of-every-trigger)
- [Conditions](conditions.md)
- [Task runners](task-runners.md)
- [Filters, functions and tests](expressions.md)`,
    '## Tasks',
    table(['type', 'does'], rows),
    '## Properties of every task',
    commonTable('task', taskShape),
    '## Properties of every trigger',
    commonTable('trigger', triggerShape),
  ].join('\n\n');
}

function commonTable(owner: 'task' | 'trigger', shape: Shape): string {
  const rows = Object.keys(shape).map((name) => [code(name), cell(descriptionOf(owner, name))]);
  return table(['property', ''], rows);
}

function packageOf(type: string): string {
  return type.slice(0, type.lastIndexOf('.'));
}

/** `core-flow.md` for `io.kestra.plugin.core.flow`. */
function pageOf(name: string): string {
  return `${name.replace(/^io\.kestra\.plugin\./, '').replaceAll('.', '-')}.md`;
}

if (import.meta.main) await settleFiles(await referenceFiles(), folder, 'npm run docs:reference');
