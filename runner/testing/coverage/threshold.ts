import type { CoverageSummary, FlowCoverage } from './types.ts';

/** What coverage must not fall below, in percent. */
export interface CoverageThresholds {
  /** Of all flows together. */
  total?: number | undefined;
  /** Of each flow. */
  flow?: number | undefined;
}

/** What is covered too little: all flows together (no `flow`), or one. */
export interface Shortfall {
  /** `namespace.id`. */
  flow?: string;
  /** What is, not rounded, and what was to be; percent. */
  percent: number;
  least: number;
}

/** What of a coverage is below its thresholds: the total first, then flows in their order. Empty where all is well. */
export function belowThreshold(
  coverage: {
    flows: readonly Pick<FlowCoverage, 'namespace' | 'flowId' | 'summary'>[];
    total: CoverageSummary;
  },
  { total = 0, flow = 0 }: CoverageThresholds,
): Shortfall[] {
  const { percent } = coverage.total;
  const flows = coverage.flows.filter(({ summary }) => summary.percent < flow);
  return [
    ...(percent < total ? [{ percent, least: total }] : []),
    ...flows.map(({ namespace, flowId, summary }) => ({
      flow: `${namespace}.${flowId}`,
      percent: summary.percent,
      least: flow,
    })),
  ];
}
