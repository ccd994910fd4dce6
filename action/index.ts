import { run } from './main.ts';

const environment = { ...process.env };
// Scripts of flows get the environment: neither the token nor the files that the runner takes outputs and variables from.
for (const name of Object.keys(process.env))
  if (/^(INPUT_|ACTIONS_|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/.test(name)) delete process.env[name];

const code = await run(environment, (text) => process.stdout.write(text));
process.exitCode = code;
