import { className } from '../java/className.ts';
import { formatDecimal } from '../java/decimalFormat.ts';
import { isNumber, toDouble, toLong } from '../java/numbers.ts';
import { Double, ExpressionError, type Filter } from '../types.ts';
import { asString, filter, textArgument } from './define.ts';

/** Filters of numbers (flow-language §4.6). */
export const numberFilters: Readonly<Record<string, Filter>> = {
  abs: { params: [], apply: absolute },
  number: filter(['type'], (input, [type]) => {
    if (typeof input !== 'string') {
      throw new ExpressionError(
        `'number' filter can only be applied to String. Actual type was: ${className(input)}`,
      );
    }
    return readNumber(input, textArgument(type) ?? '');
  }),
  numberFormat: filter(['format'], (input, [format]) => {
    if (!isNumber(input)) {
      throw new ExpressionError(
        `The input for the 'NumberFormat' filter has to be a number, not ${className(input)}.`,
      );
    }
    return format === undefined || format === null
      ? formatDecimal(input)
      : formatDecimal(input, asString(format));
  }),
};

function absolute(input: unknown): unknown {
  if (input === null || input === undefined) {
    throw new ExpressionError("The input for the 'abs' filter has to be a number, not null.");
  }
  if (!isNumber(input)) {
    throw new ExpressionError(`class ${className(input)} cannot be cast to class java.lang.Number`);
  }
  if (input instanceof Double) {
    return new Double(Math.abs(input.value));
  }
  return typeof input === 'bigint' ? (input < 0n ? -input : input) : Math.abs(input);
}

/** What `NumberUtils` of Apache Commons reads, by the name of the class; without one, the narrowest class. */
function readNumber(text: string, type: string): unknown {
  switch (type) {
    case 'INT':
      return readInteger(text, 32);
    case 'LONG':
      return readInteger(text, 64);
    case 'BIGINTEGER':
      return readInteger(text, undefined);
    case 'FLOAT':
    case 'DOUBLE':
      return readDouble(text);
    case 'BIGDECIMAL':
      return /^[+-]?\d+$/.test(text) ? toLong(BigInt(text)) : readDouble(text);
    default:
      return isIntegerText(text)
        ? readInteger(text, undefined)
        : readDouble(text.replace(/(?<=[\d.])[fFdD]$/, ''));
  }
}

function isIntegerText(text: string): boolean {
  return /^[+-]?(?:\d+[lL]?|(?:0[xX]|#)[0-9a-fA-F]+)$/.test(text);
}

/** As Java's `decode`: `0x1F` and `#1F` are hexadecimal, a leading zero means octal. */
function readInteger(text: string, bits: 32 | 64 | undefined): number | bigint {
  const match = /^([+-]?)(?:(?:0[xX]|#)([0-9a-fA-F]+)|0([0-7]+)|([1-9]\d*|0))[lL]?$/.exec(text);
  if (match === null) {
    throw notANumber(text);
  }
  const [, sign, hexadecimal, octal, decimal = '0'] = match;
  const size = BigInt(hexadecimal ? `0x${hexadecimal}` : octal ? `0o${octal}` : decimal);
  const value = sign === '-' ? -size : size;
  if (bits !== undefined && BigInt.asIntN(bits, value) !== value) {
    throw notANumber(text);
  }
  return toLong(value);
}

function readDouble(text: string): number | Double {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?\s*$/.test(text)) {
    throw notANumber(text);
  }
  return toDouble(Number.parseFloat(text));
}

function notANumber(text: string): ExpressionError {
  return new ExpressionError(
    text.trim() === '' ? 'A blank string is not a valid number' : `For input string: "${text}"`,
  );
}
