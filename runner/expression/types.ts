/**
 * The contracts between the expression engine and what it is given.
 *
 * Values are plain JavaScript values that stand for Kestra's Java values:
 *
 * | Java                        | here |
 * |-----------------------------|------|
 * | null                        | `null` |
 * | String                      | `string` |
 * | Boolean                     | `boolean` |
 * | Integer, Long               | `number` that is an integer (`bigint` beyond ±2^53) |
 * | Float, Double               | `number` with a fraction, or `Double` for one without (`3.0`) |
 * | Map                         | plain object (own keys only) or `Map` |
 * | List, array                 | `Array` |
 * | Instant, ZonedDateTime …    | `Temporal` values |
 */

/** Root names an expression can read (flow-language §4.11). Only own properties are visible. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * A double without a fraction: prints as `3.0`, computes like 3.
 * A fractional double is a plain JavaScript number.
 */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  valueOf(): number {
    return this.value;
  }
  toJSON(): number {
    return this.value;
  }
}

/** One entry of the execution's task runs as `tasksWithState()` reports it (flow-language §4.9). */
export interface TaskState {
  taskId: string;
  state: string;
  value?: string;
}

/** Arguments of the `http()` function (flow-language §4.9). */
export interface HttpCall {
  uri: string;
  method: string;
  query?: unknown;
  body?: unknown;
  contentType: string;
  headers?: unknown;
  options?: unknown;
  accept: string;
}

/**
 * What functions with effects reach. Whoever renders supplies it; a machine that must stay pure supplies none, and
 * rendering then throws `ServicesNeeded`, which the caller answers by rendering elsewhere.
 */
export interface Services {
  /** Current time, epoch milliseconds, with a fraction where the clock has one. */
  now(): number;
  /** Uniform random bytes. */
  randomBytes(count: number): Uint8Array;
  /** Clear text of a secret; registers it for masking. Rejects with Kestra's message when missing. */
  secret(key: string, namespace?: string): Promise<string>;
  /** Value of a KV key; `undefined` where no such key exists in the namespace (or, without one, its parents). */
  kv(key: string, namespace?: string): Promise<{ value: unknown; expired: boolean } | undefined>;
  /** Bytes of a namespace file (relative path) or of a `kestra://`, `file://`, `nsfile://` URI. */
  read(path: string, namespace?: string): Promise<Uint8Array>;
  /** Size in bytes, or `undefined` where the file does not exist. */
  fileSize(path: string, namespace?: string): Promise<number | undefined>;
  /** URI of a namespace file. */
  fileUri(path: string): string;
  /** Parsed body of the response. Rejects with `Unable to execute HTTP request`. */
  http(call: HttpCall): Promise<unknown>;
  /** ERROR log entries of the execution. */
  errorLogs(): Promise<unknown[]>;
  /** Task runs of the execution with their state. */
  taskStates(): TaskState[];
}

/** Bounds on what one rendering may cost. */
export interface Limits {
  /** Characters of output. */
  output: number;
  /** Iterations of all loops together, ranges included. */
  iterations: number;
  /** Depth of nested evaluation (macros, `render()`). */
  depth: number;
  /** Wall time in milliseconds, checked in loops and calls. */
  milliseconds: number;
}

/** What filters, functions and tests see of the rendering they take part in. */
export interface CallContext {
  readonly variables: Variables;
  /** Throws `ServicesNeeded` where the rendering has no services. */
  readonly services: Services;
  /** Zone for dates without one, an IANA name. */
  readonly timeZone: string;
  /**
   * The value of an asynchronous computation: throws `Pending` until it is there. The rendering is then tried again from
   * its start, and the same `key` answers at once. Keys name the call and its arguments.
   */
  suspend<T>(key: string, load: () => Promise<T>): T;
  /** Renders a template text with the current variables (text mode). `recursive`: until nothing changes, 100 passes at most. */
  render(template: string, recursive: boolean): string;
  /** Renders a template text in typed mode: a lone expression gives its value. */
  renderTyped(template: string): unknown;
  /** Counts towards the limits; throws when one is exceeded. */
  tick(iterations?: number): void;
}

interface Callable {
  /** Parameter names in order. Absent arguments are `undefined`. */
  params: readonly string[];
  /** Any number of positional arguments after those named. */
  variadic?: boolean;
}

/** A filter: `input | name(args)`. `args` are in the order of `params`. */
export interface Filter extends Callable {
  apply(input: unknown, args: readonly unknown[], context: CallContext): unknown;
}

/** A function: `name(args)`. */
export interface PebbleFunction extends Callable {
  call(args: readonly unknown[], context: CallContext): unknown;
}

/** A test: `value is name(args)`. */
export interface PebbleTest extends Callable {
  test(input: unknown, args: readonly unknown[], context: CallContext): boolean;
}

/** Position inside a template: 1-based line and column, 0-based offset. */
export interface TemplatePosition {
  offset: number;
  line: number;
  column: number;
}

/** A template that cannot be compiled or evaluated; `message` has Kestra's wording (flow-language §4.1.4). */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
  readonly position: TemplatePosition | undefined;
  constructor(message: string, position?: TemplatePosition, options?: ErrorOptions) {
    super(message, options);
    this.position = position;
  }
}

/** Thrown by `suspend` while a value is being loaded: wait for `promise`, then render again. */
export class Pending extends Error {
  override name = 'Pending';
  readonly promise: Promise<unknown>;
  constructor(promise: Promise<unknown>) {
    super('a value of the expression is still being loaded');
    this.promise = promise;
  }
}

/** Thrown where an expression needs time, chance or I/O and the rendering has no services. */
export class ServicesNeeded extends Error {
  override name = 'ServicesNeeded';
}
