import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Outlives this process by a moment: reads which process groups begin (`+`) and end (`-`), and once nobody can tell it any
 * more, ends those that are left. No shell is smaller, so that it may be there for every process that runs scripts.
 */
const program = `groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -KILL -$group; done`;

let guard: ChildProcess | undefined;

/**
 * Makes sure that a process group ends when this process does, even where it is killed with -9; the result lets go of the
 * group. Does nothing on Windows, which has no process groups.
 */
export function guardGroup(group: number): () => void {
  if (process.platform === 'win32') return () => undefined;
  guard ??= startGuard();
  tell(`+ ${group}`);
  return () => tell(`- ${group}`);
}

function startGuard(): ChildProcess {
  // Its own group: what ends this process by its terminal or its group must not end the guard.
  const child = spawn('/bin/sh', ['-c', program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a guard scripts run all the same.
  const forget = () => {
    if (guard === child) guard = undefined;
  };
  child.once('error', forget);
  child.once('exit', forget);
  child.stdin!.on('error', forget);
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return child;
}

function tell(line: string): void {
  if (guard?.stdin?.writable) guard.stdin.write(`${line}\n`);
}
