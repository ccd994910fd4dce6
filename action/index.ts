import { forFlows } from './environment.ts';
import { run } from './main.ts';

const environment = { ...process.env };
// Scripts of flows get the environment of this process.
const known = forFlows(environment);
for (const name of Object.keys(process.env)) if (!(name in known)) delete process.env[name];

process.exitCode = await run(environment, (text) => process.stdout.write(text));
