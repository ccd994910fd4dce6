import type { TriggerChanges, WindowKey, WindowRecord } from '../../../backend/triggers.ts';
import type { Backend } from '../../../backend/types.ts';
import { isoDate } from '../records.ts';
import type { Span } from './window.ts';

/** The windows that one transition changes, before they are written. */
export interface Windows {
  /** What is remembered in the window that holds a moment; none where no such window is open. */
  open(key: WindowKey, at: number): Promise<WindowRecord | undefined>;
  /** Remembers what held, in the window that is open or a new one. */
  keep(key: WindowKey, span: Span, held: readonly string[], outputs: Record<string, unknown>): void;
  close(key: WindowKey): void;
  changes(): Pick<TriggerChanges, 'windows' | 'deletedWindows'>;
}

/** Windows as they are stored, each read once. */
export function storedWindows(backend: Backend): Windows {
  const stored = new Map<string, WindowRecord | undefined>();
  const current = new Map<string, WindowRecord | undefined>();
  const nameOf = ({ namespace, flowId, conditionId }: WindowKey) =>
    JSON.stringify([namespace, flowId, conditionId]);

  return {
    async open(key, at) {
      const name = nameOf(key);
      if (!stored.has(name)) {
        const record = await backend.window(key);
        stored.set(name, record);
        current.set(name, record);
      }
      const window = current.get(name);
      return window && Date.parse(window.start) <= at && at <= Date.parse(window.end) ? window : undefined;
    },
    keep(key, { start, end }, held, outputs) {
      const name = nameOf(key);
      const version = (stored.get(name)?.version ?? 0) + 1;
      const { namespace, flowId, conditionId } = key;
      current.set(name, {
        namespace,
        flowId,
        conditionId,
        version,
        start: isoDate(start),
        end: isoDate(end),
        held: [...held],
        outputs,
      });
    },
    close: (key) => void current.set(nameOf(key), undefined),
    changes() {
      const windows: WindowRecord[] = [];
      const deletedWindows: WindowRecord[] = [];
      for (const [name, window] of current) {
        const before = stored.get(name);
        if (window && window !== before) windows.push(window);
        if (!window && before) deletedWindows.push(before);
      }
      return { windows, deletedWindows };
    },
  };
}
