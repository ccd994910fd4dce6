import { ExpressionError, type PebbleFunction, type Services } from '../types.ts';
import { argument, callable } from './define.ts';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** KSUIDs count their seconds from 2014-05-13. */
const ksuidEpoch = 1_400_000_000;

/** Functions that chance decides; it comes from the services (flow-language §4.9). */
export const chanceFunctions: Readonly<Record<string, PebbleFunction>> = {
  uuid: callable([], (_args, { services }) => uuid7(services)),
  id: callable([], (_args, { services }) => toBase62(toInteger(services.randomBytes(16)), 22)),
  ksuid: callable([], (_args, { services }) => {
    const seconds = Math.floor(services.now() / 1000) - ksuidEpoch;
    return toBase62((BigInt(seconds) << 128n) | toInteger(services.randomBytes(16)), 27);
  }),
  nanoId: callable(['length', 'alphabet'], ([length, alphabet], { services }) =>
    nanoId(
      Number.isSafeInteger(length) ? (length as number) : 21,
      typeof alphabet === 'string' ? alphabet : `${base62}-_`,
      services,
    ),
  ),
  randomInt: callable(['lower', 'upper'], ([lower, upper], { services }) => {
    const [least, beyond] = [integerOf(lower, 'lower'), integerOf(upper, 'upper')];
    if (beyond < least) {
      throw new ExpressionError("In 'randomInt()' upper is less than lower");
    }
    return least + below(beyond - least, services);
  }),
  // The range that the Internet Assigned Numbers Authority leaves to everyone.
  randomPort: callable([], (_args, { services }) => 49_152 + below(16_384, services)),
};

/** Milliseconds, then chance: later ones sort after earlier ones. */
function uuid7(services: Services): string {
  const time = BigInt(Math.floor(services.now())).toString(16).padStart(12, '0').slice(-12);
  const bytes = Buffer.from(services.randomBytes(10));
  bytes[0] = 0x70 | ((bytes[0] ?? 0) & 0x0f);
  bytes[2] = 0x80 | ((bytes[2] ?? 0) & 0x3f);
  const digits = time + bytes.toString('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([start, end]) => digits.slice(start, end))
    .join('-');
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBase62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; rest > 0n; rest /= 62n) {
    digits = base62[Number(rest % 62n)] + digits;
  }
  return digits.padStart(length, '0');
}

function nanoId(length: number, alphabet: string, services: Services): string {
  if (length < 0 || length > 1000) {
    throw new ExpressionError("The 'nanoId()' function field 'length' must be lower than: 1000");
  }
  if (alphabet === '') {
    throw new ExpressionError("The 'nanoId()' function field 'alphabet' must not be empty");
  }
  return Array.from({ length }, () => alphabet[below(alphabet.length, services)]).join('');
}

function integerOf(value: unknown, name: string): number {
  if (!Number.isSafeInteger(argument(value, 'randomInt', name))) {
    throw new ExpressionError(`The 'randomInt' function expects an argument '${name}' of type Long.`);
  }
  return value as number;
}

/** A number from 0 to below the bound; 0 for the bound 0. 53 bits make the favour for small numbers vanish. */
function below(bound: number, services: Services): number {
  const bits = toInteger(services.randomBytes(8)) >> 11n;
  return Math.floor((Number(bits) / 2 ** 53) * bound);
}
