import { runProcess } from '../process/run.ts';
import type { TaskRunner } from './types.ts';

/** Runs commands as processes of this machine (flow-language §6.11, Process). `bare`: as `Confinement.bareScripts`. */
export function processRunner(bare: boolean): TaskRunner {
  return {
    kind: 'process',
    async run({ environment, ...job }) {
      const inherited = bare ? bareEnvironment(job.directory) : inheritedEnvironment();
      return { exitCode: await runProcess({ ...job, environment: { ...inherited, ...environment } }) };
    },
  };
}

/** The environment of Tutti, without its own settings and secrets: scripts ask for secrets by `secret()`. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Those of a GitHub App too, as users of Probot name them. */
const own = /^(TUTTI_.*|SECRET_.*|DATABASE_URL|APP_ID|PRIVATE_KEY(_PATH)?|WEBHOOK_SECRET)$/;

/**
 * What every program needs and nothing else: where programs are, the language, the zone, temporary files. Its home is the
 * directory that it works in, so that it finds no credentials of the server's user by looking there (github §8.2).
 */
export function bareEnvironment(directory: string): Record<string, string | undefined> {
  const needed = Object.entries(process.env).filter(([name]) => harmless.test(name));
  return { ...Object.fromEntries(needed), HOME: directory };
}

const harmless = /^(PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|SystemRoot|PATHEXT|ComSpec)$/;
