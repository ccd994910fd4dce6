import { exitCodes } from '../errors.ts';
import { homeOf } from '../home.ts';
import { isRepository } from '../root.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { rootFor } from '../target.ts';
import { readConfig } from './config.ts';
import { githubEnvironment, hasGitHubApp } from './github.ts';
import { createLog } from './log.ts';
import { startServing } from './start.ts';

/** Options of `tutti serve`. */
export interface ServeOptions {
  repo?: string;
  config?: string;
  host?: string;
  port?: number;
  ref?: string;
  remote?: string;
}

/** Serves a repository until a signal ends it; gives the exit code. Throws `Refusal` where it cannot begin. */
export async function serve(options: ServeOptions): Promise<number> {
  const root = rootFor(options.repo, process.cwd());
  const { host, port, ref, remote } = options;
  const overrides = {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(ref !== undefined && { ref }),
    ...(remote !== undefined && { remote }),
  };
  const environment = { ...githubEnvironment(homeOf(root)), ...process.env };
  const config = readConfig(root, options.config, overrides, environment);
  let mask = (text: string) => text;
  const log = createLog(config.log, (text) => mask(text));
  const interrupted = Promise.withResolvers<void>();
  const stopListening = onInterrupt(interrupted.resolve, () => process.exit(exitCodes.interrupted));
  try {
    const serving = await startServing({
      root,
      hasFlows: options.repo !== undefined || !hasGitHubApp(config) || isRepository(root),
      config,
      log,
      hide(next) {
        mask = next;
      },
    });
    await interrupted.promise;
    await serving.close();
    return exitCodes.ok;
  } finally {
    stopListening();
  }
}
