/** A path within a repository. @throws Error for one that leads out of it, or that Git keeps for itself */
export function checkedPath(path: string): string {
  const parts = path.split('/');
  const isPath = parts.every(
    (part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/i.test(part),
  );
  if (!isPath || path.includes('\\') || path.includes('\0'))
    throw new Error(
      `Expected the path of a file in the repository, such as \`data/prices.csv\`, found \`${path}\``,
    );
  return path;
}
