import { randomBytes } from 'node:crypto';
import { findSecret, secretKeys } from '../runner/engine/secrets.ts';
import type { Environment } from './inputs.ts';

/** Where a step writes what people read, and the runner takes commands from (github §5.3). */
export interface Console {
  /** Text that may hold anything: the runner takes no command from it. Lines with their ends. */
  say(text: string): void;
  /** Workflow commands, whose values are escaped already. Lines with their ends. */
  command(text: string): void;
}

/**
 * A console over stdout. Commands are stopped around every text, with a token that nobody can guess: a prefix alone would not
 * do, for the runner finds `##[…]` anywhere in a line.
 */
export function createConsole(write: (text: string) => void): Console {
  return {
    say(text) {
      if (text === '') return;
      const token = randomBytes(24).toString('hex');
      const end = text.endsWith('\n') ? '' : '\n';
      // A bare carriage return begins a line too.
      write(`::stop-commands::${token}\n${text.replaceAll('\r', '')}${end}::${token}::\n`);
    },
    command: write,
  };
}

/** Shorter ones are found in every date, and would blacken all of a log. */
const shortest = 4;

/** Has the runner mask each secret of the environment, line by line, and what is often made of it (github §5.3). */
export function maskSecrets(environment: Environment, { command }: Console): void {
  const texts = new Set<string>();
  for (const key of secretKeys(environment)) {
    const secret = findSecret(environment, key);
    const forms = [
      secret,
      secret.trim(),
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret.toWellFormed()),
    ];
    for (const line of forms.flatMap((form) => form.split(/\r?\n/)))
      if (line.trim().length >= shortest) texts.add(line);
  }
  for (const text of texts) command(`::add-mask::${commandData(text)}\n`);
}

/** A value of a workflow command. */
export function commandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
