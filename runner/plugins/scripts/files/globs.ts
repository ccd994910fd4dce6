import picomatch from 'picomatch';

/** Whether a path, relative and with `/`, is meant. */
export type PathTest = (path: string) => boolean;

/** Globs of files in a working directory (flow-language §6.5): relative to it, dot files included. */
export function workingDirectoryGlobs(globs: readonly string[], directory: string): PathTest {
  const tests = globs.map((glob) => {
    const relative = glob.startsWith(`${directory}/`) ? glob.slice(directory.length + 1) : glob;
    return picomatch(fromJava(relative.replace(/^(\.\/)+/, '')), { dot: true });
  });
  return (path) => tests.some((test) => test(path));
}

/**
 * Globs of namespace files (flow-language §6.5). One that starts with a letter, digit or `_` is meant in any folder, any other
 * from the root on. `glob:` and `regex:` say how to read the rest; a regular expression is for the path with a leading slash.
 */
export function namespaceGlobs(globs: readonly string[]): PathTest {
  const tests = globs.map(namespaceGlob);
  return (path) => tests.some((test) => test(path));
}

function namespaceGlob(glob: string): PathTest {
  if (glob.startsWith('regex:')) {
    const expression = new RegExp(`^(?:${glob.slice('regex:'.length)})$`, 'u');
    return (path) => expression.test(`/${path}`);
  }
  const anywhere = /^\w/.test(glob) && !glob.startsWith('glob:') ? `**/${glob}` : glob;
  return picomatch(fromJava(anywhere.replace(/^glob:/, '').replace(/^\.?\//, '')), { dot: true });
}

/**
 * A glob as picomatch reads it. In Java's, `**` crosses folders wherever it stands (`**.csv`, `data**`) and `[!a]` is any
 * character but `a`.
 */
function fromJava(glob: string): string {
  return glob
    .replace(/(^|\/)\*\*(?=[^/*])/g, '$1**/*')
    .replace(/([^/*])\*\*(?=\/|$)/g, '$1*/**')
    .replaceAll('[!', '[^');
}
