/**
 * A branch, tag or SHA that may be handed to Git: it names a ref and nothing else, so neither an option nor an expression over
 * commits (github §3.6).
 *
 * @throws Error that says what is wrong with it
 */
export function checkedRef(ref: string): string {
  const isName =
    ref !== '' &&
    ref.length <= 1_000 &&
    !/^[-/.]|[/.]$|\.\.|\/\/|@\{|\.lock$|\/\.|\.lock\//.test(ref) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: names hold none of them
    !/[\x00-\x20\x7f~^:?*[\\]/.test(ref);
  if (isName) return ref;
  throw new Error(`Expected the name of a branch or tag, or a commit's SHA, found ${JSON.stringify(ref)}`);
}

/** Whether a text is the whole SHA of a commit. */
export function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Where a name may stand, in Git's own order; HEAD, a full ref name, a tag, a branch, a branch of a remote. */
export function candidatesOf(ref: string): string[] {
  return [ref, `refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`, `refs/remotes/${ref}`];
}
