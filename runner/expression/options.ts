import type { Memo } from './memo.ts';
import type { Limits, Services } from './types.ts';

/** How a template is rendered. */
export interface RenderOptions {
  /** What functions with effects reach; without, they throw `ServicesNeeded`. */
  services?: Services;
  /** IANA name of the zone for dates without one; the machine's own by default. */
  timeZone?: string;
  /** Bounds that differ from the default ones. */
  limits?: Partial<Limits>;
  /** Whether text is rendered until it no longer changes, 100 passes at most (flow-language §4.1.3). */
  recursive?: boolean;
  /** Values of asynchronous calls made so far; `settle` supplies it. */
  memo?: Memo;
}
