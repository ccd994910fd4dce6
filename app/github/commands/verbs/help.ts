import type { ReplyBody } from '../../report/index.ts';
import type { CommandPolicy, VerbShape } from '../types.ts';
import { permissionOf, usageOf } from '../usage.ts';

/** Answered before any verb is run: it needs no permission. */
const help: VerbShape = {
  name: 'help',
  summary: 'Lists the commands, or shows how one is written, as `--help` after a command does.',
  words: [{ name: 'VERB', optional: true }],
  minimum: 'none',
};

/** All commands with what they are for. */
export function overview(verbs: readonly VerbShape[], rules?: CommandPolicy['commands']): ReplyBody {
  return {
    icon: 'ℹ️',
    sentence: 'Commands, one on the first line of a new comment',
    parts: [{ text: commandTable(verbs, rules) }],
  };
}

/** The table of the reply and of the documentation (github §4.2). */
export function commandTable(verbs: readonly VerbShape[], rules?: CommandPolicy['commands']): string {
  const rows = [help, ...verbs].map(
    (verb) => `| \`${usageOf(verb)}\` | ${verb.summary} | ${permissionOf(verb, rules)} |`,
  );
  return ['| Command | What it does | Who may |', '|---|---|---|', ...rows].join('\n');
}
