import { writeInside } from '../../../runner/repository/changes.ts';
import { newSuiteFile } from '../../../runner/testing/suites.ts';
import { deleteFlowFile } from '../../flows/write.ts';
import { Refused } from '../errors.ts';
import { assertWritable } from '../flows/documents.ts';
import { json, unmasked } from '../json.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import {
  checkedSuite,
  type StoredSuite,
  servedSuites,
  suiteName,
  suiteNamed,
  suitePayload,
  validSuite,
} from './suites.ts';

/** Writing suites of unit tests into the folder that is served (surfaces §1.5). */
export function testWritingRoutes(services: ApiServices): Route[] {
  const { flows } = services;
  return [
    {
      method: 'post',
      path: '/tests',
      operationId: 'createTestSuite',
      summary: 'Write a new suite of unit tests',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { suite, source } = validSuite(await checkedSuite(services, await context.req.text()));
        const name = suiteName(suite);
        if ((await servedSuites(services)).some((served) => suiteName(served.suite) === name))
          throw new Refused(422, `Test suite id already exists: ${name}`);
        const file = await newSuiteFile(flows.repository, suite, suite.id);
        return json(suitePayload(await writeSuite(services, { ...emptyAt(file), suite, source })), unmasked);
      },
    },
    {
      method: 'put',
      path: '/tests/{namespace}/{id}',
      operationId: 'updateTestSuite',
      summary: 'Replace a suite of unit tests',
      body: 'yaml',
      async handle(context) {
        assertWritable(flows);
        const { file } = await suiteNamed(services, context);
        const document = validSuite(await checkedSuite(services, await context.req.text(), file));
        const expected = `${context.req.param('namespace')}.${context.req.param('id')}`;
        const found = suiteName(document.suite);
        if (found !== expected)
          throw new Refused(
            422,
            `Illegal test suite id or namespace update: expected ${expected}, found ${found}`,
          );
        return json(suitePayload(await writeSuite(services, document)), unmasked);
      },
    },
    {
      method: 'delete',
      path: '/tests/{namespace}/{id}',
      operationId: 'deleteTestSuite',
      summary: 'Delete a suite of unit tests',
      async handle(context) {
        assertWritable(flows);
        const { file } = await suiteNamed(services, context);
        await deleteSuites(services, [file]);
        return new Response(null, { status: 204 });
      },
    },
  ];
}

/** Writes a suite's text to its file. */
export async function writeSuite({ flows }: ApiServices, document: StoredSuite): Promise<StoredSuite> {
  await writeInside(flows.repository.root, document.file, new TextEncoder().encode(document.source));
  // It counts from now on, not from the next look at the folder.
  await flows.refresh();
  return document;
}

/** Deletes the files of suites. */
export async function deleteSuites({ flows }: ApiServices, files: readonly string[]): Promise<void> {
  for (const file of files) await deleteFlowFile(flows.repository.root, file);
  await flows.refresh();
}

function emptyAt(file: string) {
  return { file, violations: [], locate: () => undefined };
}
