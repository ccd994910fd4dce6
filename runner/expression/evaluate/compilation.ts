import type { Library } from '../library.ts';
import type { Rendering } from './rendering.ts';

/** A compiled expression: its value, `MISSING` where a variable or an attribute does not exist, never `undefined`. */
export type Evaluate = (rendering: Rendering) => unknown;

/** Compiled statements: what they do to a rendering. */
export type Execute = (rendering: Rendering) => void;

/** A macro of the template; its body is there once the statement that declares it is compiled. */
export interface Macro {
  readonly params: readonly string[];
  defaults?: readonly (Evaluate | undefined)[];
  body?: Execute;
}

/** A block of the template; its body is there once the statement that declares it is compiled. */
export interface Block {
  body?: Execute;
}

/** What compiling an expression needs to know about the template around it. */
export interface Compilation extends Library {
  /** Names that `set` and `for` bind somewhere in the template. */
  readonly bound: ReadonlySet<string>;
  /** Inside a macro, which sees nothing but its parameters. */
  readonly isolated: boolean;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly blocks: ReadonlyMap<string, Block>;
  /** An error at an offset of the template. */
  error(message: string, at: number): Error;
}
