import type { Reference } from '../expression/index.ts';
import { didYouMean } from '../flow/suggest.ts';
import { keyText, type MapShape, meantBy, type Shape } from './shapes.ts';

/** A reference that leads nowhere, or may. */
export interface ReferenceFault {
  /** 0-based offset into the template. */
  at: number;
  /** `never`: it cannot be read. */
  presence: 'maybe' | 'never';
  /** Whether `??` and its like do not help. */
  isHard: boolean;
  message: string;
}

/** The first step of a reference that is not there, or not always, with the variables that the template sees. */
export function faultOf({ segments }: Reference, variables: MapShape): ReferenceFault | undefined {
  let shape: Shape = variables;
  let prefix = '';
  let doubt: ReferenceFault | undefined;
  for (const { key, at } of segments) {
    const text = keyText(prefix, key);
    const step = stepInto(shape, key, prefix);
    if ('why' in step && step.why !== undefined) {
      const says = step.presence === 'never' ? 'does not exist' : 'may not exist';
      const message = `\`${text}\` ${says}: ${step.why}${didYouMean(step.meant)}`;
      const fault = { at, presence: step.presence, isHard: step.isHard === true, message };
      if (step.presence === 'never') return fault;
      doubt ??= fault;
    }
    if (!step.shape) return doubt;
    shape = step.shape;
    prefix = text;
  }
  return doubt;
}

/** Where a key leads; without a shape, to what is not known. */
interface Step {
  shape?: Shape;
  presence: 'maybe' | 'never';
  why?: string;
  meant?: string | undefined;
  isHard?: boolean;
}

const unknown: Step = { presence: 'maybe' };

function stepInto(shape: Shape, key: string | number | undefined, prefix: string): Step {
  if (shape.kind === 'open') return unknown;
  if (shape.kind === 'list') return typeof key === 'string' ? unknown : { ...unknown, shape: shape.element };
  if (key === undefined) {
    if (shape.anyValue) return { ...unknown, shape: shape.anyValue };
    const isEmpty = [...shape.names()].length === 0;
    return isEmpty ? { presence: 'never', why: shape.absence('…') } : unknown;
  }
  if (typeof key === 'number') {
    const meant = keyText(prefix, String(key));
    return { presence: 'never', isHard: true, why: `the keys of '${prefix}' are texts`, meant };
  }
  const entry = shape.find(key);
  if (!entry) return { presence: 'never', why: shape.absence(key), meant: meantBy(shape, key, prefix) };
  if (!entry.presence) return { ...unknown, shape: entry.shape };
  return {
    shape: entry.shape,
    presence: entry.presence,
    why: entry.why ?? 'it is not always there',
    meant: shape.meant?.(key, prefix),
  };
}
