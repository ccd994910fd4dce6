import { templateOf } from '../cache.ts';
import { toText } from '../java/text.ts';
import { defaultLimits, maximumPasses } from '../limits.ts';
import { recall } from '../memo.ts';
import type { RenderOptions } from '../options.ts';
import { errorAt, positionAt } from '../syntax/errors.ts';
import { putRawSectionsBack, type RawSections } from '../syntax/raw.ts';
import {
  type CallContext,
  ExpressionError,
  Pending,
  type Services,
  ServicesNeeded,
  type Variables,
} from '../types.ts';
import { Budget } from './budget.ts';
import { MISSING, MissingVariable } from './missing.ts';
import { boundNames, type Scope, scopeIn } from './scope.ts';
import { TypedOutput } from './typedOutput.ts';

/** Name of the machine's zone; asking for it is slow. */
let systemTimeZone: string | undefined;

/**
 * One rendering of one template: its variables, its output, and what it may still cost. Compiled expressions are
 * functions of it. It is also what filters, functions and tests see.
 */
export class Rendering implements CallContext {
  readonly globals: Variables;
  scope: Scope | undefined = undefined;
  output = '';
  typed: TypedOutput | undefined = undefined;
  /** Offset of the operation under way, for the position of errors. */
  at = 0;
  private readonly template: string;
  private readonly options: RenderOptions;
  /** The rendering that the limits count for: the outermost. */
  private readonly root: Rendering;
  private readonly outputLimit: number;
  private missingName = '';
  private missingAt = 0;
  private depth: number;
  /** Of the outermost rendering, once it is asked for. */
  private sharedBudget: Budget | undefined = undefined;

  constructor(template: string, globals: Variables, options: RenderOptions, outer?: Rendering) {
    this.template = template;
    this.globals = globals;
    this.options = options;
    this.root = outer?.root ?? this;
    this.depth = outer === undefined ? 0 : outer.depth + 1;
    this.outputLimit = options.limits?.output ?? defaultLimits.output;
  }

  /** Renders to text; with `recursive` until the text no longer changes. */
  toText(recursive: boolean): string {
    if (recursive) {
      return this.untilStable();
    }
    const compiled = templateOf(this.template);
    if (compiled === undefined) {
      return this.template;
    }
    this.run(compiled.execute);
    return compiled.raw === undefined ? this.output : putRawSectionsBack(this.output, compiled.raw);
  }

  /** Renders in typed mode: the value of a lone expression, else what its parts join to (flow-language §4.1.5). */
  toValue(): unknown {
    const compiled = templateOf(this.template);
    if (compiled === undefined) {
      return this.template;
    }
    this.typed = new TypedOutput();
    this.run(compiled.execute);
    const { value } = this.typed;
    return compiled.raw !== undefined && typeof value === 'string'
      ? putRawSectionsBack(value, compiled.raw)
      : value;
  }

  get variables(): Variables {
    return this.scope === undefined
      ? this.globals
      : { ...this.globals, ...Object.fromEntries(boundNames(this.scope)) };
  }

  get services(): Services {
    if (this.options.services === undefined) {
      throw new ServicesNeeded('the expression needs time, chance, a secret, a file or the network');
    }
    return this.options.services;
  }

  get timeZone(): string {
    systemTimeZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.options.timeZone ?? systemTimeZone;
  }

  suspend<T>(key: string, load: () => Promise<T>): T {
    return recall(this.options.memo, key, load);
  }

  render(template: string, recursive: boolean): string {
    return this.nested(template).toText(recursive);
  }

  renderTyped(template: string): unknown {
    return this.nested(template).toValue();
  }

  tick(iterations = 1): void {
    this.budget.spend(iterations);
  }

  /** The value of a name that `set`, `for` or a macro may have bound. */
  lookup(name: string, at: number): unknown {
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) {
      const value = scope.names.get(name);
      if (value !== undefined) {
        return value;
      }
      if (scope.isolated) {
        return this.missing(name, at);
      }
    }
    return this.global(name, at);
  }

  /** The value of one of the variables that the rendering was given. */
  global(name: string, at: number): unknown {
    const value = Object.hasOwn(this.globals, name) ? this.globals[name] : undefined;
    return value === undefined ? this.missing(name, at) : value;
  }

  /** The scope of the statement under way; outside of all others the one that shadows the variables. */
  currentScope(): Scope {
    this.scope ??= scopeIn(undefined);
    return this.scope;
  }

  /** Binds a name in the nearest scope that has it, else in the current one (flow-language §4.5). */
  assign(name: string, value: unknown): void {
    const current = this.currentScope();
    let scope = current;
    while (!scope.names.has(name) && !scope.isolated && scope.outer !== undefined) {
      scope = scope.outer;
    }
    const found = scope.names.has(name) || (!scope.isolated && Object.hasOwn(this.globals, name));
    (found ? scope : current).names.set(name, value);
  }

  /** Notes what is missing, should a statement have to say it. */
  missing(name: string, at: number): typeof MISSING {
    this.missingName = name;
    this.missingAt = at;
    return MISSING;
  }

  /** The error of what was noted last, in Kestra's words (flow-language §4.1.4). */
  missingVariable(): MissingVariable {
    const position = positionAt(this.template, this.missingAt);
    return new MissingVariable(
      `Unable to find \`${this.missingName}\` used in the expression \`${this.template}\` at line ${position.line}`,
      position,
    );
  }

  write(text: string): void {
    if (this.typed !== undefined) {
      this.printTyped(this.typed, text);
      return;
    }
    this.output += text;
    this.checkLength(this.output);
  }

  print(value: unknown): void {
    if (value === MISSING) {
      throw this.missingVariable();
    }
    if (this.typed !== undefined) {
      this.printTyped(this.typed, value);
    } else if (value !== null) {
      this.write(toText(value));
    }
  }

  /** A text that an operation made: no longer than the output may be. */
  checkLength(text: string): string {
    if (text.length > this.outputLimit) {
      throw new ExpressionError(`The expression makes a text of more than ${this.outputLimit} characters`);
    }
    return text;
  }

  /** What statements print, as text, apart from the output. */
  capture(execute: (rendering: Rendering) => void): string {
    const { output, typed } = this;
    this.output = '';
    this.typed = undefined;
    try {
      execute(this);
      return this.output;
    } finally {
      this.output = output;
      this.typed = typed;
    }
  }

  /** Evaluates a macro or a block one level deeper, in a scope of its own. */
  within<T>(scope: Scope, evaluate: () => T): T {
    const outer = this.scope;
    this.tick();
    this.enter();
    this.scope = scope;
    try {
      return evaluate();
    } finally {
      this.scope = outer;
      this.depth -= 1;
    }
  }

  private printTyped(typed: TypedOutput, value: unknown): void {
    typed.add(value);
    if (typeof typed.value === 'string') {
      this.checkLength(typed.value);
    }
  }

  private run(execute: (rendering: Rendering) => void): void {
    try {
      execute(this);
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** Errors of filters and functions know neither the template nor the place. */
  private explain(error: unknown): unknown {
    if (error instanceof Pending || error instanceof ServicesNeeded) {
      return error;
    }
    if (error instanceof ExpressionError && error.position !== undefined) {
      return error;
    }
    const overflow = error instanceof RangeError && error.message.startsWith('Maximum call stack');
    const message = error instanceof Error ? error.message : String(error);
    return errorAt(overflow ? 'The expression is nested too deeply' : message, this.template, this.at, error);
  }

  /** The text is a template again until it renders to itself; raw sections stay cut out all the while. */
  private untilStable(): string {
    const cut: RawSections[] = [];
    let text = this.template;
    for (let pass = 0; pass <= maximumPasses; pass += 1) {
      const compiled = templateOf(text);
      const rendering = pass === 0 ? this : new Rendering(text, this.globals, this.options, this);
      if (compiled !== undefined) {
        rendering.run(compiled.execute);
        cut.push(compiled.raw ?? new Map());
      }
      if (compiled === undefined || rendering.output === text) {
        return cut.reduceRight(putRawSectionsBack, text);
      }
      text = rendering.output;
    }
    throw new ExpressionError('Too many rendering attempts', positionAt(this.template, 0));
  }

  private nested(template: string): Rendering {
    this.tick();
    const nested = new Rendering(template, this.variables, this.options, this);
    this.budget.enterCall(nested.depth);
    return nested;
  }

  private enter(): void {
    this.depth += 1;
    this.budget.enterCall(this.depth);
  }

  private get budget(): Budget {
    const { root } = this;
    root.sharedBudget ??= new Budget(root.options.limits);
    return root.sharedBudget;
  }
}
