import type { GitTree } from '../../../runner/repository/index.ts';
import { isSuite, parseSuite, type SuiteDocument } from '../../../runner/testing/index.ts';

/** Reads the suites of commits. */
export type SuiteReader = (tree: GitTree) => Promise<SuiteDocument[]>;

/** Suites that are kept: those of some large repositories. */
const kept = 5_000;

/** Reads the suites of commits, sorted by file; a blob that was seen before is not parsed again. */
export function suiteReader(): SuiteReader {
  const known = new Map<string, SuiteDocument | undefined>();
  const read = async (tree: GitTree, file: string): Promise<SuiteDocument | undefined> => {
    const entry = tree.entries.get(file);
    const key = `${entry?.kind} ${entry?.oid} ${file}`;
    const document = known.has(key) ? known.get(key) : await readSuite(tree, file);
    known.delete(key);
    known.set(key, document);
    if (known.size > kept) known.delete(known.keys().next().value!);
    return document;
  };
  return async (tree) => {
    const documents: SuiteDocument[] = [];
    for (const file of await tree.suiteFiles()) {
      const document = await read(tree, file);
      if (document) documents.push(document);
    }
    return documents;
  };
}

/** A suite as the file has it; undefined where the file holds something else. */
async function readSuite(tree: GitTree, file: string): Promise<SuiteDocument | undefined> {
  try {
    const { source } = await tree.readSuite(file);
    return (await isSuite(source)) ? parseSuite(source, { file }) : undefined;
  } catch (error) {
    return parseSuite('', { file, problem: error instanceof Error ? error.message : String(error) });
  }
}
