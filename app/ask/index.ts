/** Ask (issue “Copilot”, Ask; surfaces §6): finds what Tutti's documentation says about a question, without any model. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examplePassages } from './examples.ts';
import { passagesOf } from './passages.ts';
import { searchOf } from './search.ts';
import type { Docs, Passage } from './types.ts';

export { answer } from './answer.ts';

/**
 * Opens the documentation that comes with this version of Tutti. The index is made anew from docs/ and examples/, the files that
 * a person reads, so that it cannot be out of date; that takes some 0.1 s, so it is done once.
 */
export function openDocs(): Docs {
  const root = packageRoot();
  return { search: searchOf([...readPages(root), ...readExamples(root)]) };
}

/** The folder with Tutti's docs/: above the sources, and above the bundles in dist/. */
function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'docs/reference/README.md')) && dirname(folder) !== folder)
    folder = dirname(folder);
  return folder;
}

/** Pages for people who use Tutti; how it is built is told to those who build it. */
function readPages(root: string): Passage[] {
  const inner = new Set(['docs/architecture.md', 'docs/dependencies.md']);
  return files(root, 'docs', '.md')
    .filter((path) => !inner.has(path))
    .flatMap((path) => passagesOf(path, readFileSync(join(root, path), 'utf8')));
}

function readExamples(root: string): Passage[] {
  return files(root, 'examples', '.yaml').flatMap((path) =>
    examplePassages(path, readFileSync(join(root, path), 'utf8')),
  );
}

function files(root: string, folder: string, ending: string): string[] {
  return (
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      // No state of executions of the examples.
      .filter((path) => path.endsWith(ending) && !path.includes('/.'))
      .sort()
  );
}
