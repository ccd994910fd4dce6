import { ExpressionError } from '../types.ts';

/**
 * What an expression gives where a variable or an attribute does not exist. It passes through every operator until a
 * `??`, `default` or `is defined` takes it up, or a statement turns it into an error: no exception on the way.
 */
export const MISSING: unique symbol = Symbol('missing');

/** The error of a missing variable; a macro's caller may still take it up. */
export class MissingVariable extends ExpressionError {}
