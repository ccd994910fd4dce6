/**
 * `node generate/release/index.ts` in the workflow of releases: makes the release of the tag in `RELEASE_TAG`, then moves the tags
 * that follow it (github §5.5). With `--check` it only says what it would do.
 */
import { execFileSync } from 'node:child_process';
import manifest from '../../package.json' with { type: 'json' };
import { planRelease } from './plan.ts';

const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' });

const tags = run('git', 'tag', '--list').split('\n').filter(Boolean);
const { tag, isPrerelease, moving } = planRelease(process.env['RELEASE_TAG'] ?? '', manifest.version, tags);
console.log(`${tag}${isPrerelease ? ', a pre-release' : ''}; moves ${moving.join(', ') || 'no tag'}`);
if (!process.argv.includes('--check')) {
  run(
    'gh',
    'release',
    'create',
    tag,
    '--verify-tag',
    '--generate-notes',
    ...(isPrerelease ? ['--prerelease'] : []),
  );
  for (const each of moving) {
    run('git', 'tag', '--force', each, `${tag}^{commit}`);
    run('git', 'push', '--force', 'origin', `refs/tags/${each}`);
  }
}
