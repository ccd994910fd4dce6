import { Document, isMap, isNode, isScalar, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import type { Flow } from '../../flow/types.ts';
import type { RecordedCase } from './index.ts';

const options = { lineWidth: 0 };

/** The text of a suite with one case. `id`: of the suite. */
export function newSuite(
  { namespace, id: flowId }: Pick<Flow, 'namespace' | 'id'>,
  recorded: RecordedCase,
): string {
  const document = new Document({ id: `${flowId}_suite`, namespace, flowId });
  const cases = new YAMLSeq();
  cases.add(caseNode(document, recorded));
  document.set('testCases', cases);
  return document.toString(options);
}

/**
 * The text of a suite with a further case; what is there keeps its comments and layout. `replace`: a case of the same id gives
 * its place.
 *
 * @throws Error where the text is no suite, or has a case of this id
 */
export function appendCase(source: string, recorded: RecordedCase, { replace = false } = {}): string {
  const document = parseDocument(source, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new Error(`The suite cannot be read: ${error.message}`);
  const cases = document.get('testCases');
  if (!isSeq(cases)) throw new Error('The suite has no list `testCases`: it is not changed');
  const { id } = recorded.written;
  const at = cases.items.findIndex((item) => isMap(item) && String(item.get('id')) === id);
  if (at !== -1 && !replace) throw new Error(`The suite has a case “${id}” already`);
  const node = caseNode(document, recorded);
  if (at === -1) cases.add(node);
  else cases.items[at] = node;
  return document.toString(options);
}

/** Long texts as blocks, secrets with a comment. */
function caseNode(document: Document, { written, comments }: RecordedCase): YAMLMap {
  const node = document.createNode(written, { aliasDuplicateObjects: false }) as YAMLMap;
  for (const { path, text } of comments) {
    const place = node.getIn(path, true);
    if (isNode(place) && isScalar(place)) place.comment = text;
  }
  return node;
}
