import type { CheckActionRequested, CheckRerequested, Handlers } from '../handlers.ts';
import { roleOf } from '../permission.ts';
import { allows } from '../policy/allows.ts';
import type { PolicySettings } from '../policy/schema.ts';
import type { GitHubRepository } from '../types.ts';
import type { Tests } from './index.ts';
import { type TestsParts, testsCheck } from './run.ts';

/**
 * The button `Run tests`, and the wish to run the check once more (github §2.3, §9.2). Who presses the button must be allowed to
 * write, as with `/tutti test`; who may run checks again is GitHub's to say.
 */
export function testButtons(
  tests: Tests,
  {
    services,
    policy,
  }: Pick<TestsParts, 'services'> & {
    policy(repository: GitHubRepository): Promise<Pick<PolicySettings, 'commands'>>;
  },
): Handlers {
  const mayTest = async ({ repository, sender: { login, type } }: CheckActionRequested) => {
    if (type === 'Bot') return false;
    const rule = (await policy(repository)).commands['test'] ?? {};
    return allows('write', rule, { login, role: await roleOf(services.github, repository, login) });
  };
  /** Not waited for: the check shows the end, and what failed is logged where it is run. */
  const begin = (repository: GitHubRepository, sha: string) =>
    void tests.again({ repository, sha }).catch(() => undefined);
  return {
    async checkAction(pressed) {
      const { identifier, repository, check, sender } = pressed;
      if (identifier !== 'test') return;
      if (await mayTest(pressed)) begin(repository, check.sha);
      else services.log.warn({ login: sender.login, what: identifier }, 'Who pressed a button may not');
    },
    async checkRerequested({ repository, sha, check }: CheckRerequested) {
      if (check === undefined || check.name === testsCheck) begin(repository, sha);
    },
  };
}
