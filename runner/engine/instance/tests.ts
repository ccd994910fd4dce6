import type { TestsAccess } from '../../plugin/instance.ts';
import type { HostScope } from '../host.ts';
import type { Runtime } from '../runtime.ts';
import { treeAt } from '../tree.ts';

/** Unit tests of the repository as a task runs them, at the commit of its execution (surfaces §1.6). */
export function testsAccess(runtime: Runtime, scope: HostScope): TestsAccess {
  const access = async (): Promise<TestsAccess> => {
    if (!runtime.tests)
      throw new Error('Unit tests cannot be run from here: a test, a preview or a pull request runs none');
    return runtime.tests(await treeAt(runtime, scope.commit));
  };
  return {
    run: async (which) => (await access()).run(which),
    runAll: async (choice) => (await access()).runAll(choice),
  };
}
