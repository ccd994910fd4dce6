import { lineHits } from './lines.ts';
import type { Coverage, CoveragePoint, CoverageSummary } from './types.ts';

/** A coverage as programs read it, as lcov tells it: hits of lines, and of what can be reached on them. */
export interface CoverageDocument {
  /** Of this shape. */
  version: 1;
  flows: {
    file: string;
    namespace: string;
    id: string;
    /** Hits by line of a task, 1-based. */
    lines: Record<string, number>;
    /** Everything else that can be reached, the lines `line` to `endLine`. */
    branches: Pick<CoveragePoint, 'line' | 'endLine' | 'kind' | 'name' | 'hits'>[];
    summary: CoverageSummary;
  }[];
  total: CoverageSummary;
}

/** What is written into a file of coverage. */
export function coverageDocument({ version, flows, total }: Coverage): CoverageDocument {
  return {
    version,
    flows: flows.map(({ file, namespace, flowId, points, summary }) => ({
      ...{ file, namespace, id: flowId },
      lines: Object.fromEntries(lineHits(points)),
      branches: points
        .filter(({ kind }) => kind !== 'task')
        .map(({ line, endLine, kind, name, hits }) => ({ line, endLine, kind, name, hits })),
      summary,
    })),
    total,
  };
}
