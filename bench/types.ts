/** One figure of the table. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the value is held against, measured in the same run. */
  reference?: { name: string; value: number; unit: string };
  /** `value` to `reference.value`. */
  ratio?: number;
  /** What the project wants; `met` says whether this run reached it. */
  target?: { text: string; met: boolean };
}

/** A workload: measures, and gives its figures. */
export type Workload = () => Promise<Figure[]>;
