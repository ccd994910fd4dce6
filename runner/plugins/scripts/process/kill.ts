import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Environment variable that every process of a task inherits, by which those are found that left the group and whose parent is
 * gone.
 */
export const marker = 'TUTTI_PROCESS_ID';

/**
 * Ends a process group and every descendant that left it: asks them to end, waits up to `grace` milliseconds, then ends them by
 * force. Resolves when none is left. Where there is no /proc, only the group is ended.
 */
export async function killTree(pid: number, id: string, grace = 5_000): Promise<void> {
  send(pid, family(pid, id), 'SIGTERM');
  const deadline = Date.now() + grace;
  for (let pause = 5; Date.now() < deadline; pause = Math.min(pause * 2, 100)) {
    await sleep(pause);
    if (!alive(pid, id)) return;
  }
  // A few rounds, for a process may start another one between the look and the blow.
  for (let round = 0; round < 20; round++) {
    send(pid, family(pid, id), 'SIGKILL');
    await sleep(10);
    if (!alive(pid, id)) return;
  }
}

interface Member {
  pid: number;
  parent: number;
  group: number;
}

function send(group: number, members: readonly Member[], signal: NodeJS.Signals): void {
  signalOne(process.platform === 'win32' ? group : -group, signal);
  for (const member of members) if (member.group !== group) signalOne(member.pid, signal);
}

function signalOne(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    // Gone already, or not ours.
    return false;
  }
}

function alive(pid: number, id: string): boolean {
  if (procfs()) return family(pid, id).length > 0;
  return signalOne(process.platform === 'win32' ? pid : -pid, 0);
}

/** Processes of the group, with the marker, or descending from one of these; zombies left out, for they are dead already. */
function family(group: number, id: string): Member[] {
  const processes = procfs() ? readProcesses() : [];
  const entry = `${marker}=${id}`;
  const known = new Set(
    processes.filter((one) => one.group === group || hasEntry(one.pid, entry)).map((one) => one.pid),
  );
  for (let before = -1; before < known.size; ) {
    before = known.size;
    for (const one of processes) if (known.has(one.parent)) known.add(one.pid);
  }
  return processes.filter((one) => known.has(one.pid));
}

function readProcesses(): Member[] {
  const members: Member[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = readProc(`${name}/stat`);
    // The name, in parentheses, may hold anything: the fields follow its last parenthesis.
    const [state, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (!state || state === 'Z' || state === 'X') continue;
    members.push({ pid: Number(name), parent: Number(parent), group: Number(group) });
  }
  return members;
}

function hasEntry(pid: number, entry: string): boolean {
  return `\0${readProc(`${pid}/environ`)}\0`.includes(`\0${entry}\0`);
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
}

function procfs(): boolean {
  return process.platform === 'linux' && readProc('self/stat') !== '';
}
