/**
 * The import directions of docs/architecture.md, checked: `npm run directions`. A rule of a linter sees the text of an import;
 * this resolves it, for `./execution/…` is a room in one folder and a group of tasks in another.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';

/** What a room may import besides itself, as paths from the root. `types`: by `import type` only. */
interface Room {
  folder: string;
  may: readonly string[];
  types?: readonly string[];
}

const runner = ['runner'];

/** The first room that holds a file decides. */
const rooms: readonly Room[] = [
  // Validation asks the installed types, whose shape the plugin API defines.
  { folder: 'runner/flow', may: [], types: ['runner/plugin/types.ts'] },
  { folder: 'runner/expression', may: [] },
  { folder: 'runner/repository', may: ['runner/flow'] },
  {
    folder: 'runner/validation',
    may: ['runner/flow', 'runner/expression', 'runner/plugin'],
  },
  { folder: 'runner/execution', may: ['runner/flow', 'runner/expression'] },
  { folder: 'runner/plugin', may: ['runner/flow', 'runner/expression'], types: ['runner/execution'] },
  { folder: 'runner/plugins', may: ['runner/plugin'] },
  {
    folder: 'runner/backend',
    may: ['runner/execution/states.ts'],
    types: ['runner/execution', 'runner/flow', 'runner/plugin'],
  },
  { folder: 'runner', may: runner },
  { folder: 'app', may: runner },
  { folder: 'action', may: [...runner, 'package.json'] },
  { folder: 'cli', may: ['runner', 'app', 'package.json'] },
  // Scripts that write schemas/ and docs/reference/ from the code.
  { folder: 'generate', may: ['runner', 'app/github/policy/schema.ts', 'package.json'] },
];

/** An import that its room does not allow. Paths are relative to the root, with slashes. */
export interface Violation {
  file: string;
  line: number;
  target: string;
  /** What the file's room may import. */
  allowed: string;
}

/** Every import below `root` that goes in a wrong direction, in the order of the files' names. */
export function findViolations(root: string): Violation[] {
  const folders = [...new Set(rooms.map(({ folder }) => folder.split('/')[0]!))];
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).sort();
  return files.flatMap((path) => violationsOf(root, path.split(sep).join('/')));
}

function violationsOf(root: string, file: string): Violation[] {
  const room = rooms.find(({ folder }) => isIn(file, folder))!;
  const source = readFileSync(join(root, file), 'utf8');
  return importsOf(parseAst(source, { lang: 'ts' })).flatMap(({ specifier, isType, start }) => {
    if (!specifier.startsWith('.')) return [];
    const target = relative(root, resolve(root, dirname(file), specifier))
      .split(sep)
      .join('/');
    const allowed = [room.folder, ...room.may, ...((isType && room.types) || [])];
    if (allowed.some((folder) => isIn(target, folder))) return [];
    return [{ file, line: source.slice(0, start).split('\n').length, target, allowed: describe(room) }];
  });
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function describe({ may, types = [] }: Room): string {
  const parts = [...may, ...types.map((folder) => `types of ${folder}`)];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

interface Import {
  specifier: string;
  isType: boolean;
  start: number;
}

/** The modules that a syntax tree names: static and dynamic imports, re-exports, and `import('…').Type`. */
function importsOf(node: unknown): Import[] {
  if (Array.isArray(node)) return node.flatMap(importsOf);
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(importsOf);
  const { type, start, source } = node as { type?: string; start?: number; source?: { value?: unknown } };
  if (typeof source?.value !== 'string' || !/Import|Export/.test(type ?? '')) return inner;
  return [{ specifier: source.value, isType: isTypeOnly(node), start: start ?? 0 }, ...inner];
}

function isTypeOnly(node: object): boolean {
  const { type, importKind, exportKind, specifiers } = node as Record<string, unknown>;
  if (type === 'TSImportType' || importKind === 'type' || exportKind === 'type') return true;
  // `import { type A, type B }` leaves an import for its effects behind only where nothing is named.
  return (
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every((specifier: Record<string, unknown>) =>
      [specifier['importKind'], specifier['exportKind']].includes('type'),
    )
  );
}

if (import.meta.main) {
  const violations = findViolations(fileURLToPath(new URL('../..', import.meta.url)));
  for (const { file, line, target, allowed } of violations) {
    console.error(`${file}:${line} imports ${target}; its folder may import ${allowed}.`);
  }
  if (violations.length > 0) process.exitCode = 1;
  else console.log('Import directions: no violations.');
}
