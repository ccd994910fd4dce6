/**
 * `npm run soak [-- --minutes N --seed N --built]`: a mixed load on a real `tutti serve`, in rounds of a minute. After
 * each round every execution has to have ended as expected; at the end the server at rest must hold no more than it held
 * after the first third of the rounds. Exit code 1 where something is wrong, 2 for wrong options.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { withHome } from '../engine.ts';
import { type Server, startServer } from '../server.ts';
import { createClient } from './client.ts';
import { documentOf, flows } from './flows.ts';
import { connectInspector, type Inspector } from './inspector.ts';
import { createLedger } from './ledger.ts';
import { playLoad } from './load.ts';
import { seededRandom } from './random.ts';
import { type Rest, type Sample, sumOf, takeRest, takeSample } from './samples.ts';
import { compareRests, digits } from './verdict.ts';

/** Time of load in a round, milliseconds; with the rest and what lies between, a round takes a minute. */
const loadTime = 35_000;

/** Longer than idle connections, threads and processes for tasks are kept, milliseconds. */
const restTime = 22_000;

const lanes = 8;

/** Time between two samples under load, milliseconds. */
const sampleTime = 4_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    // The bundle instead of the sources.
    built: { type: 'boolean', default: false },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (minutes >= 2 && Number.isInteger(seed)) await main();
else {
  console.error('--minutes must be at least 2, and --seed a whole number');
  process.exitCode = 2;
}

interface Round {
  scenarios: number;
  /** The worst of the round. */
  peak: Sample;
  rest: Rest;
}

async function main(): Promise<void> {
  await withHome(async (root) => {
    const home = join(root, '.tutti');
    await mkdir(join(root, 'flows'));
    for (const id of Object.keys(flows)) await writeFile(join(root, 'flows', `${id}.yaml`), documentOf(id));
    const server = await startServer({
      root,
      home,
      entry: values.built ? 'built' : 'source',
      nodeOptions: ['--inspect=127.0.0.1:0'],
    });
    try {
      const inspector = await connectInspector(/ws:\/\/\S+/.exec(server.log())![0]);
      const { rounds, problems } = await soak(server, inspector, home);
      inspector.close();
      const code = await server.stop();
      if (code !== 0) problems.push(`The server ended with ${code}: ${server.log().slice(-2_000)}`);
      report(rounds, problems);
    } finally {
      await server.stop();
    }
  });
}

async function soak(
  server: Server,
  inspector: Inspector,
  home: string,
): Promise<{ rounds: Round[]; problems: string[] }> {
  const client = createClient(server.url);
  const ledger = createLedger();
  const chance = Array.from({ length: lanes }, (_, lane) => seededRandom(seed * 1000 + lane));
  const count = Math.round(minutes);
  const rounds: Round[] = [];
  const problems: string[] = [];
  for (let index = 1; index <= count && server.isAlive(); index++) {
    const load = playLoad(client, chance, loadTime, ledger.expect);
    const peak = await peakDuring(load, server);
    const { scenarios, failures } = await load;
    await noneOpen(server);
    problems.push(...failures, ...(await ledger.settle(client)));
    await delay(restTime);
    await noneOpen(server);
    const rest = await takeRest(server, inspector, home);
    rounds.push({ scenarios, peak, rest });
    console.error(`round ${index} of ${count}: ${scenarios} scenarios, ${problems.length} problems so far`);
  }
  if (!server.isAlive()) problems.push(`The server ended: ${server.log().slice(-2_000)}`);
  console.log(`${ledger.settled()} executions ended as they had to`);
  return { rounds, problems };
}

/** The worst of what is sampled until `load` is over. */
async function peakDuring(load: Promise<unknown>, server: Server): Promise<Sample> {
  const peak: Sample = { resident: 0, lag: 0, open: 0 };
  const over = load.then(() => true);
  while (!(await Promise.race([over, delay(sampleTime, false)]))) {
    const sample = await takeSample(server).catch(() => peak);
    for (const key of ['resident', 'lag', 'open'] as const) peak[key] = Math.max(peak[key], sample[key]);
  }
  return peak;
}

/** Waits a while until no execution is open: between two dates of the schedule there is such a moment. */
async function noneOpen(server: Server): Promise<void> {
  for (const deadline = performance.now() + 15_000; performance.now() < deadline; await delay(100))
    if ((await takeSample(server)).open === 0) return;
}

function report(rounds: readonly Round[], problems: readonly string[]): void {
  console.table(
    rounds.map(({ scenarios, peak, rest }) => ({
      scenarios,
      'peak RSS MB': digits(peak.resident),
      'peak lag ms': digits(peak.lag),
      'peak open': peak.open,
      'RSS MB': digits(rest.resident),
      'heap MB': digits(rest.heap),
      handles: sumOf(rest.handles),
      fds: sumOf(rest.descriptors),
      'database MB': digits(rest.database),
      files: rest.files,
      open: rest.open,
    })),
  );
  const warm = rounds[Math.max(0, Math.floor(rounds.length / 3) - 1)];
  const last = rounds.at(-1);
  if (!warm || !last) throw new Error('There was no round');
  const { lines, grew } = compareRests(warm.rest, last.rest);
  for (const line of lines) console.log(line);
  for (const kind of ['handles', 'descriptors'] as const)
    if (sumOf(last.rest[kind]) > sumOf(warm.rest[kind])) console.log(kind, warm.rest[kind], last.rest[kind]);
  for (const problem of problems.slice(0, 20)) console.log(`WRONG ${problem}`);
  if (problems.length > 20) console.log(`… and ${problems.length - 20} more`);
  const failed = grew || problems.length > 0;
  console.log(failed ? '✖ soak failed' : '✔ soak passed');
  process.exitCode = failed ? 1 : 0;
}
