import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { homeOf, prepareHome } from '../../cli/home.ts';
import { findRoot, isRepository } from '../../cli/root.ts';
import { repositoryOf } from './tutti.ts';

let remove = () => {};
afterEach(() => remove());

function folders(...paths: string[]): (path: string) => string {
  const repository = repositoryOf({});
  remove = repository.remove;
  for (const path of paths) mkdirSync(join(repository.root, path), { recursive: true });
  return (path) => join(repository.root, path);
}

test('the root of a Git repository is the folder with .git, flows further down or not', () => {
  const at = folders('.git', 'services/a/flows', 'services/b/flows');
  expect(findRoot(at('services/a/flows'))).toBe(at('.'));
});

test('without Git it is the nearest folder with flows', () => {
  const at = folders('project/flows/deep', 'project/docs', 'other/_flows');
  expect(findRoot(at('project/flows/deep'))).toBe(at('project'));
  expect(findRoot(at('project/docs'))).toBe(at('project'));
  expect(findRoot(at('other/_flows'))).toBe(at('other'));
});

test('without Git, above the folder of a namespace', () => {
  const at = folders('company.team/flows', 'company.other/flows');
  expect(findRoot(at('company.team/flows'))).toBe(at('.'));
});

test('else it is the folder itself', () => {
  const at = folders('plain');
  expect(findRoot(at('plain'))).toBe(at('plain'));
});

test('only a folder with Git, with flows or with folders of flows is a repository', () => {
  const at = folders('a/.git', 'b/_flows', 'c/company.team/flows', 'd/downloads/deep');
  expect(['a', 'b', 'c', 'd'].map((folder) => isRepository(at(folder)))).toEqual([true, true, true, false]);
});

test('state is kept in TUTTI_HOME, or in .tutti of the root', () => {
  expect(homeOf('/r', {})).toBe('/r/.tutti');
  expect(homeOf('/r', { TUTTI_HOME: '/somewhere' })).toBe('/somewhere');
});

test('the folder for state is made once, with a .gitignore; one that exists is left as it is', () => {
  const at = folders('given');
  prepareHome(at('new/home'));
  expect(readFileSync(at('new/home/.gitignore'), 'utf8')).toBe('*\n');
  prepareHome(at('given'));
  expect(existsSync(at('given/.gitignore'))).toBe(false);
});

test('a folder for state that cannot be made is refused with a way out', () => {
  const at = folders('.');
  expect(() => prepareHome(join(at('.'), 'a\0b'))).toThrow('TUTTI_HOME names another');
});
