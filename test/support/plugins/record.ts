import { appendFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../../../runner/plugin/define.ts';
import { boolean, integer, string } from '../../../runner/plugin/properties.ts';

/** A side effect that no database knows about: a line in a file, and then some time in which it may be interrupted. */
export const record = defineTask({
  type: 'test.Record',
  title: 'Record',
  properties: z.object({
    file: string(),
    pause: integer().default(0),
    note: string().default('run'),
    fail: boolean().default(false),
  }),
  async run({ properties: { file, note, pause, fail } }) {
    // `pid`: that of the process that runs it.
    await appendFile(file, `${note === 'pid' ? process.pid : note}\n`);
    await delay(pause);
    if (fail) throw new Error('It fails, as it should');
    return undefined;
  },
});
