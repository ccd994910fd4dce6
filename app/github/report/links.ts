/** Addresses of a repository's pages. */
export interface Links {
  commit(sha: string): string;
  /** A file at a commit, where given at a line or from line to line. Relative links would not work in checks (github §2.8). */
  file(sha: string, path: string, line?: number, endLine?: number): string;
}

/** @param repositoryUrl such as `https://github.com/acme/flows`, without a slash at its end */
export function linksOf(repositoryUrl: string): Links {
  return {
    commit: (sha) => `${repositoryUrl}/commit/${encodeURIComponent(sha)}`,
    file: (sha, path, line, endLine = line) => {
      const place = path.split('/').map(encodeSegment).join('/');
      const range = line === undefined ? '' : `#L${line}${endLine === line ? '' : `-L${endLine}`}`;
      return `${repositoryUrl}/blob/${encodeURIComponent(sha)}/${place}${range}`;
    },
  };
}

/** A path of others: halves of surrogate pairs cannot be encoded, and dots alone would climb. */
function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment.toWellFormed());
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
