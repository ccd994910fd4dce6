import { describe, expect, it } from 'vitest';
import { planRelease } from '../../generate/release/plan.ts';

describe('a release', () => {
  it('moves the tags of its minor and major version', () => {
    expect(planRelease('v1.2.3', '1.2.3', ['v1.2.2', 'v1.2.3', 'v1', 'v1.2']).moving).toEqual(['v1.2', 'v1']);
  });

  it('moves nothing when it is a pre-release', () => {
    expect(planRelease('v1.3.0-rc.1', '1.3.0-rc.1', ['v1.2.3'])).toMatchObject({
      isPrerelease: true,
      moving: [],
    });
  });

  it('of an older line leaves the major version where it is', () => {
    expect(planRelease('v1.1.9', '1.1.9', ['v1.1.8', 'v1.2.0']).moving).toEqual(['v1.1']);
  });

  it('is refused where the tag and package.json disagree, or the tag is no version', () => {
    expect(() => planRelease('v1.2.3', '1.2.4', [])).toThrow('disagree');
    expect(() => planRelease('v1', '1.0.0', [])).toThrow('Expected a tag');
  });
});
