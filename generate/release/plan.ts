/** What a release does, or why there must be none (github §5.5). */
export interface ReleasePlan {
  /** `v1.2.3`. */
  tag: string;
  isPrerelease: boolean;
  /** Tags that move to the release: `v1.2`, `v1`. A pre-release moves none, nor does a release of an older line. */
  moving: string[];
}

/**
 * Plans the release of a version.
 *
 * @param tag the tag that is to be released, such as `v1.2.3`
 * @param version of package.json
 * @param existing the tags that there are
 * @throws Error where the tag is no version, or does not agree with package.json
 */
export function planRelease(tag: string, version: string, existing: readonly string[]): ReleasePlan {
  const release = parse(tag);
  if (!release) throw new Error(`Expected a tag such as v1.2.3 or v1.2.3-rc.1, found ${tag}.`);
  if (tag !== `v${version}`)
    throw new Error(
      `The tag ${tag} and the version ${version} of package.json disagree. Change one of them.`,
    );
  if (release.isPrerelease) return { tag, isPrerelease: true, moving: [] };
  const others = existing.flatMap((each) => parse(each) ?? []).filter((each) => !each.isPrerelease);
  const [major, minor] = release.numbers;
  const isLatest = (parts: number) =>
    others
      .filter(({ numbers }) => numbers.slice(0, parts).every((n, index) => n === release.numbers[index]))
      .every(({ numbers }) => compare(numbers, release.numbers) <= 0);
  return {
    tag,
    isPrerelease: false,
    moving: [...(isLatest(2) ? [`v${major}.${minor}`] : []), ...(isLatest(1) ? [`v${major}`] : [])],
  };
}

function parse(tag: string): { numbers: number[]; isPrerelease: boolean } | undefined {
  const found = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/.exec(tag);
  return found ? { numbers: found.slice(1, 4).map(Number), isPrerelease: found[4] !== undefined } : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, number] of a.entries()) if (number !== b[index]) return number - b[index]!;
  return 0;
}
