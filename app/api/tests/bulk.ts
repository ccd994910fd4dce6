import { parseSuite } from '../../../runner/testing/parse.ts';
import { setDisabled } from '../../flows/edit.ts';
import { assertWritable } from '../flows/documents.ts';
import { json, unmasked } from '../json.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { namesIn, type StoredSuite, suitesNamed, validSuite } from './suites.ts';
import { deleteSuites, writeSuite } from './write.ts';

/** What may be asked of many suites at once, by their names: all or none (surfaces §1.5). */
export function testBulkRoutes(services: ApiServices): Route[] {
  const { flows } = services;
  const route = (
    verb: 'enable' | 'disable' | 'delete',
    act: (suites: readonly StoredSuite[]) => Promise<number>,
  ): Route => ({
    method: verb === 'delete' ? 'delete' : 'post',
    path: verb === 'delete' ? '/tests/by-ids' : `/tests/${verb}/by-ids`,
    operationId: `${verb}TestSuitesByIds`,
    summary: `To ${verb} these suites of unit tests: all of them, or none where one does not exist`,
    body: 'json',
    async handle(context) {
      assertWritable(flows);
      const count = await act(await suitesNamed(services, await namesIn(context, 'ids')));
      return json({ count }, unmasked);
    },
  });

  /** Those that are so already do not count. */
  const switchSuites = async (suites: readonly StoredSuite[], disabled: boolean): Promise<number> => {
    const changed = suites
      .filter(({ suite }) => suite.disabled !== disabled)
      .map(({ source, file }) => validSuite(parseSuite(setDisabled(source, disabled), { file })));
    for (const suite of changed) await writeSuite(services, suite);
    return changed.length;
  };
  return [
    route('enable', (suites) => switchSuites(suites, false)),
    route('disable', (suites) => switchSuites(suites, true)),
    route('delete', async (suites) => {
      await deleteSuites(
        services,
        suites.map(({ file }) => file),
      );
      return suites.length;
    }),
  ];
}
