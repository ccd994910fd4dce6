#!/usr/bin/env node
// Starts Tutti on a Node that can run it, from the bundle where one was built. Plain JavaScript that any Node since 18 reads.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The first version with `node:sqlite` and no warning about it. */
const needed = [24, 15];

const home = dirname(dirname(fileURLToPath(import.meta.url)));

if (isEnough(process.versions.node)) {
  module.enableCompileCache?.();
  await import(pathToFileURL(entry()).href);
} else {
  const node = findNode();
  if (node !== undefined && process.env.TUTTI_NODE_FOUND === undefined) {
    handOver(node);
  } else {
    console.error(
      `tutti needs Node.js ${needed.join('.')} or newer, and this is ${process.versions.node}. ` +
        'Install a newer one, or run `npm install` in the project, which brings its own.',
    );
    process.exitCode = 2;
  }
}

function isEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** The bundle, unless a source file is newer than it. */
function entry() {
  const bundle = join(home, 'dist', 'tutti.js');
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs;
  const source = join(home, 'cli', 'main.ts');
  if (built === undefined) return source;
  const isStale = ['app', 'cli', 'runner'].some((folder) => hasNewer(join(home, folder), built));
  return isStale && existsSync(source) ? source : bundle;
}

function hasNewer(folder, time) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return hasNewer(path, time);
    return entry.name.endsWith('.ts') && statSync(path).mtimeMs > time;
  });
}

/** The Node that npm installed for this package: beside it, or above it where it is a dependency. */
function findNode() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const packaged = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  for (let folder = home; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    const candidates = [
      join(modules, packaged, 'bin', `node${suffix}`),
      join(modules, '.bin', `node${suffix}`),
    ];
    const found = candidates.find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Runs this file again with `node`: same arguments and streams; signals go down, the exit code or signal comes up. */
function handOver(node) {
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    // Programs that the flow starts find the same Node; the mark ends a circle of Nodes that are all too old.
    env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter), TUTTI_NODE_FOUND: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`tutti could not start ${node}: ${error.message}`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + constants.signals[signal]);
  });
}
