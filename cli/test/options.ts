import type { CoverageThresholds } from '../../runner/testing/coverage/threshold.ts';

/** How the results of tests can be told. */
export const reporters = ['pretty', 'json', 'junit', 'github'] as const;

/** Options of `tutti test`. */
export interface TestOptions {
  filter?: string;
  reporter: (typeof reporters)[number];
  /** File for what the reporter says. */
  output?: string;
  json?: boolean;
  coverage?: boolean;
  /** Percent. */
  coverageThreshold?: number;
  /** Percent. */
  coverageThresholdFlow?: number;
  coverageFile?: string;
  bail?: boolean;
  watch?: boolean;
  repo?: string;
  ref?: string;
}

/** What coverage must not fall below. */
export function thresholdsOf({ coverageThreshold, coverageThresholdFlow }: TestOptions): CoverageThresholds {
  return { total: coverageThreshold, flow: coverageThresholdFlow };
}
