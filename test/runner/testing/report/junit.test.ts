import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitXml } from '../../../../runner/testing/report/junit.ts';
import { assertionOf, brokenCaseOf, caseOf, invalidSuiteOf, reportOf, suiteOf } from './sample.ts';

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');

/** What libxml2 says of a document, by the schema. */
async function problemsOf(xml: string): Promise<string[]> {
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ rawMessage }) => rawMessage);
}

const mixed = reportOf(
  suiteOf('orders_suite', [
    caseOf('passes', 'SUCCESS', [assertionOf()]),
    caseOf('fails', 'FAILED', [
      assertionOf({ actual: '200', isSuccess: false, errorMessage: 'unexpected status' }),
      assertionOf({ operator: 'contains', actual: 'x', isSuccess: false }),
    ]),
    brokenCaseOf('breaks', 'Cannot read outputs.nothing', 'at line 3'),
    caseOf('rests', 'SKIPPED'),
  ]),
  invalidSuiteOf('broken_suite', 'there is no flow shop.prod.nothing'),
);

test('given all states, the document follows the schema and counts each case once', async () => {
  const xml = junitXml(mixed);
  expect(await problemsOf(xml)).toEqual([]);
  expect(xml).toContain(
    '<testsuites name="tutti" tests="5" failures="1" errors="2" skipped="1" time="0.056">',
  );
  expect(xml).toContain(
    '<testsuite name="shop.prod.orders_suite" tests="4" failures="1" errors="1" skipped="1"',
  );
});

test('a failed case names its file and line, the operator and what was expected and found', () => {
  const xml = junitXml(mixed);
  expect(xml).toContain(
    '<testcase classname="shop.prod.orders_suite" name="fails" time="0.012" file="shop.prod/tests/orders_suite.yaml" line="5">',
  );
  expect(xml).toContain('<failure message="unexpected status (and 1 more)" type="equalTo">');
  expect(xml).toContain('expected: equalTo 200 (number)\nfound: "200" (text)');
});

test('a suite that is not valid is an error, not a suite without cases', () => {
  expect(junitXml(mixed)).toContain('<error message="there is no flow shop.prod.nothing" type="Violation">');
});

test('no suites at all are a document too', async () => {
  expect(await problemsOf(junitXml(reportOf()))).toEqual([]);
});

test('texts of others can neither break the document nor hide in it', async () => {
  const hostile =
    '</failure><testcase name="x"/> ]]> & "quoted" \u0000\u0008\uFFFE\uD800 \u001b[31mred\u001b[0m\r\n😀 --> <!--';
  const failing = caseOf(hostile, 'FAILED', [
    assertionOf({
      operator: hostile,
      expected: hostile,
      actual: hostile,
      isSuccess: false,
      errorMessage: hostile,
    }),
  ]);
  const message = {
    executionId: '',
    namespace: '',
    flowId: '',
    level: 'INFO',
    timestamp: '',
    message: hostile,
  } as const;
  const xml = junitXml(reportOf(suiteOf(hostile, [{ ...failing, logs: [message] }], { file: hostile })));
  expect(await problemsOf(xml)).toEqual([]);
  expect(xml.match(/<testcase /g)).toHaveLength(1);
  expect(xml).toContain('😀');
});

test('the schema itself refuses what is not of that shape', async () => {
  expect(await problemsOf(junitXml(mixed).replace(' tests="5"', ''))).not.toEqual([]);
});
