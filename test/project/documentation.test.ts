import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tutti } from '../cli/tutti.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

test('every flow and unit test in the documentation is valid', async () => {
  const written = pages.filter((page) => !page.includes('reference/'));
  expect(await violationsOf(written)).toEqual([]);
});

test('every flow in the reference is valid; several examples may have one name, or show something deprecated', async () => {
  const violations = await violationsOf(pages.filter((page) => page.includes('reference/')));
  const errors = violations.filter(({ severity }) => severity === 'error');
  expect(errors.filter(({ message }) => !/^the flow .* is declared in/.test(message))).toEqual([]);
});

test.each(pages)('every file and command that %s names exists', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path]) =>
    join(root, dirname(page), path!),
  );
  const places = [...text.matchAll(/`((?:runner|cli|generate|test|examples|bench)\/[\w./-]+)`/g)].map(
    ([, path]) => join(root, path!),
  );
  expect([...links, ...places].filter((path) => !existsSync(path))).toEqual([]);

  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commands = [...text.matchAll(/npm run ([\w:]+)(?=[` \n])/g)].map(([, name]) => name!);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

test('the graph in the README is what `tutti flows graph` prints', async () => {
  const { out } = await tutti(['flows', 'graph', join(root, 'examples/handbook/flows/handbook.yaml')]);
  expect(blocksOf('README.md', 'mermaid')).toEqual([out]);
});

test('every dependency has its reason in docs/dependencies.md', () => {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('the lock records no address to download from', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
});

/** What `tutti validate` says about the flows and unit tests in these pages. */
async function violationsOf(of: readonly string[]): Promise<{ severity: string; message: string }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-documentation-'));
  try {
    const blocks = of.flatMap((page) => blocksOf(page, 'yaml'));
    const flows = blocks.filter((text) => /^tasks:/m.test(text));
    expect(flows.length).toBeGreaterThan(2);
    mkdirSync(join(folder, 'flows'));
    flows.forEach((flow, index) => {
      writeFileSync(join(folder, 'flows', `${index}.yaml`), flow);
    });
    mkdirSync(join(folder, 'tests'));
    const suites = blocks.filter((text) => /^testCases:/m.test(text));
    suites.forEach((suite, index) => {
      writeFileSync(join(folder, 'tests', `${index}.yaml`), suite);
    });
    const { out } = await tutti(['validate', folder, '--json']);
    return JSON.parse(out).violations;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Contents of a page's fenced blocks in one language. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, body]) => body!);
}
