import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { deep, enumeration } from '../../../plugin/properties.ts';
import { levels } from './levels.ts';

/** flow-language §6.3, Log. */
export default defineTask({
  type: 'io.kestra.plugin.core.log.Log',
  title: 'Write to the log of the execution.',
  description: 'A list writes one entry for each of its messages.',
  properties: z.object({
    message: deep().describe('A message, or a list of messages.'),
    level: enumeration(levels).default('INFO').describe('Level of the entries.'),
  }),
  runs: 'inline',
  pure: true,
  run(context) {
    const { message, level } = context.properties;
    for (const text of messagesOf(message)) context.log(level, text);
    return undefined;
  },
  examples: [
    {
      title: 'One message',
      code: `id: hello
namespace: company.team

inputs:
  - id: name
    type: STRING
    defaults: World

tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.name }}"
`,
    },
    {
      title: 'Several messages at another level',
      code: `id: warnings
namespace: company.team

tasks:
  - id: warn
    type: io.kestra.plugin.core.log.Log
    level: WARN
    message:
      - "{{ flow.id }} is about to be retired."
      - Use its successor.
`,
    },
  ],
});

function messagesOf(message: unknown): string[] {
  if (typeof message === 'string') return [message];
  if (Array.isArray(message)) return message.map(String);
  throw new Error(`Invalid message type '${typeof message === 'object' ? 'map' : typeof message}'`);
}
