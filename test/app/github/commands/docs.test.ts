import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../../app/github/commands/verbs/help.ts';
import { catalogue } from '../../../../app/github/commands/verbs/index.ts';

describe('docs/github/commands.md', () => {
  it('has the table of the commands that there are', () => {
    const text = readFileSync(new URL('../../../../docs/github/commands.md', import.meta.url), 'utf8');
    expect(text).toContain(commandTable(catalogue));
  });
});
