import { runProcess } from '../process/run.ts';
import type { TaskRunner } from './types.ts';

/** Runs commands as processes of this machine (flow-language §6.11, Process). */
export const processRunner: TaskRunner = {
  kind: 'process',
  async run({ environment, ...job }) {
    return {
      exitCode: await runProcess({ ...job, environment: { ...inheritedEnvironment(), ...environment } }),
    };
  },
};

/** The environment of Tutti, without its own settings and secrets: scripts ask for secrets by `secret()`. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Those of a GitHub App too, as users of Probot name them. */
const own = /^(TUTTI_.*|SECRET_.*|DATABASE_URL|APP_ID|PRIVATE_KEY(_PATH)?|WEBHOOK_SECRET)$/;
