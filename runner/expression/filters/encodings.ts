import { createHash } from 'node:crypto';
import { toIon } from '../java/ion.ts';
import { javaString, toJson } from '../java/text.ts';
import { toYaml } from '../java/yaml.ts';
import { ExpressionError, type Filter } from '../types.ts';
import { asString, filter } from './define.ts';

const json: Filter = { params: [], apply: (input) => toJson(input) };

/** Filters that write a value in another notation (flow-language §4.6). */
export const encodingFilters: Readonly<Record<string, Filter>> = {
  base64encode: filter([], (input) => Buffer.from(javaString(input)).toString('base64')),
  base64decode: filter([], (input) => decodeBase64(asString(input))),
  urlencode: filter([], (input) => encodeForm(javaString(input))),
  urldecode: filter([], (input) => decodeForm(asString(input))),
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  sha512: hash('sha512'),
  json,
  toJson: json,
  toIon: { params: [], apply: (input) => toIon(input) },
  yaml: { params: [], apply: (input) => (input === null || input === undefined ? 'null' : toYaml(input)) },
};

function decodeBase64(text: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) {
    throw new ExpressionError('The input of the base64decode filter is not valid base64');
  }
  return Buffer.from(text, 'base64').toString();
}

/** Java's `URLEncoder`: a form's encoding, `*` left as it is. */
function encodeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeForm(text: string): string {
  const plain = text.replaceAll('+', ' ');
  const malformed = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(plain)?.[0];
  if (malformed !== undefined) {
    throw new ExpressionError(`URLDecoder: Illegal hex characters in escape (%) pattern "${malformed}"`);
  }
  return plain.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );
}

function hash(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'): Filter {
  return filter([], (input) => {
    if (typeof input !== 'string') {
      throw new ExpressionError('Need a string to hash');
    }
    return createHash(algorithm).update(input).digest('hex');
  });
}
