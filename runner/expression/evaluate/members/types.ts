/** A Java method of a value; the number of arguments is part of its key. */
export type Member = (value: unknown, args: readonly unknown[]) => unknown;

/** The methods of one Java class, by name and number of arguments: `substring/2`. */
export type Members = ReadonlyMap<string, Member>;

/** Methods that are written for the class of their value. */
export function membersFor<T>(methods: Record<string, (value: T, ...args: unknown[]) => unknown>): Members {
  return new Map(
    Object.entries(methods).map(([name, method]) => [name, (value, args) => method(value as T, ...args)]),
  );
}
