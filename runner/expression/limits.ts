import type { Limits } from './types.ts';

/** What one rendering may cost where its caller says nothing else. */
export const defaultLimits: Limits = {
  output: 10_000_000,
  iterations: 1_000_000,
  depth: 100,
  milliseconds: 10_000,
};

/** Levels of brackets, operators to the right and tags inside each other that the parser accepts. */
export const maximumNesting = 200;

/** Operators, attributes and filters that one expression may chain: each of them is a call deep when evaluated. */
export const maximumChain = 2_000;

/** Passes of a recursive rendering (flow-language §4.1.3). */
export const maximumPasses = 100;
