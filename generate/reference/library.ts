/** What a filter, function or test of expressions does. */
export interface LibraryEntry {
  /** One line of Markdown. */
  does: string;
  /** An expression, and what it renders to; a test renders it. None where the result is not always the same. */
  example?: readonly [expression: string, result: string];
}

/** The variables that examples read. */
export const exampleVariables = { inputs: { name: 'Ada' }, vars: { greeting: 'Hello {{ inputs.name }}' } };

type Entries = Readonly<Record<string, LibraryEntry>>;

/** Filters by name (flow-language §4.6). */
export const filterDocs: Entries = {
  abbreviate: {
    does: 'Cuts a text to `length` characters, of which the last three are dots.',
    example: ["{{ 'a long sentence' | abbreviate(9) }}", 'a long...'],
  },
  abs: { does: 'The number without its sign.', example: ['{{ -7 | abs }}', '7'] },
  base64decode: { does: 'The text that base64 stands for.', example: ["{{ 'QWRh' | base64decode }}", 'Ada'] },
  base64encode: { does: 'The text in base64.', example: ["{{ 'Ada' | base64encode }}", 'QWRh'] },
  capitalize: {
    does: 'The text with its first letter large.',
    example: ["{{ 'ada lovelace' | capitalize }}", 'Ada lovelace'],
  },
  chunk: {
    does: 'Splits a list into lists of `size` items.',
    example: ['{{ [1, 2, 3] | chunk(2) }}', '[[1,2],[3]]'],
  },
  className: {
    does: 'The name of the Java class that a value would have.',
    example: ["{{ 'a' | className }}", 'java.lang.String'],
  },
  date: {
    does: 'Prints a date in a format: a pattern of Java, or a name such as `iso`, `sql` or `rfc_1123_date_time`. `existingFormat` says how a text is to be read.',
    example: ["{{ '2026-03-01T09:30:00Z' | date('dd.MM.yyyy HH:mm', timeZone='UTC') }}", '01.03.2026 09:30'],
  },
  dateAdd: {
    does: 'Moves a date by an amount of a unit, such as `DAYS` or `HOURS`, and prints it as `date` does.',
    example: ["{{ '2026-02-28' | dateAdd(1, 'DAYS', 'yyyy-MM-dd', timeZone='UTC') }}", '2026-03-01'],
  },
  default: {
    does: 'Another value where this one is missing, null or empty.',
    example: ["{{ nobody | default('Ada') }}", 'Ada'],
  },
  distinct: { does: 'A list without repetitions.', example: ['{{ [1, 2, 1] | distinct }}', '[1,2]'] },
  endsWith: {
    does: 'Whether a text ends with `value`.',
    example: ["{{ 'data.csv' | endsWith('.csv') }}", 'true'],
  },
  escapeChar: {
    does: 'Puts a backslash before quotes; `type` is `single`, `double` or `shell`. Works inside lists and maps.',
    example: ["{{ \"it's\" | escapeChar('single') }}", "it\\'s"],
  },
  first: {
    does: 'The first item of a list, or character of a text.',
    example: ['{{ [3, 4] | first }}', '3'],
  },
  flatten: { does: 'A list of lists as one list.', example: ['{{ [[1], [2, 3]] | flatten }}', '[1,2,3]'] },
  format: {
    does: 'Puts values into a text, as `String.format` of Java does.',
    example: ["{{ '%s has %03d' | format('Ada', 7) }}", 'Ada has 007'],
  },
  indent: {
    does: 'Indents all lines but the first by `amount` of `prefix`, a blank by default.',
  },
  join: {
    does: 'The items of a list as one text, with `separator` between them.',
    example: ["{{ ['a', 'b'] | join(', ') }}", 'a, b'],
  },
  jq: {
    does: 'What a program of jq gives, always as a list. A text is read as JSON.',
    example: ['{{ \'{"name": "Ada"}\' | jq(\'.name\') | first }}', 'Ada'],
  },
  json: { does: 'Former name of `toJson`.', example: ["{{ ['a'] | json }}", '["a"]'] },
  keys: {
    does: 'The keys of a map, or the positions in a list.',
    example: ["{{ {'a': 1, 'b': 2} | keys }}", '["a","b"]'],
  },
  last: { does: 'The last item of a list, or character of a text.', example: ['{{ [3, 4] | last }}', '4'] },
  length: {
    does: 'How many characters, items or entries there are; 0 for null.',
    example: ["{{ 'Ada' | length }}", '3'],
  },
  lower: { does: 'The text in small letters.', example: ["{{ 'ADA' | lower }}", 'ada'] },
  md5: {
    does: 'The MD5 digest of a text, in hexadecimal digits.',
    example: ["{{ 'Ada' | md5 }}", '1a382809b7c03f686e12dd15677c5497'],
  },
  merge: {
    does: 'Two maps or lists as one; of a key that both have, the second value counts.',
    example: ["{{ {'a': 1} | merge({'b': 2}) }}", '{"a":1,"b":2}'],
  },
  nindent: {
    does: 'Starts a new line, and indents all lines.',
    example: ["{{ 'a' | nindent(2) }}", '\n  a'],
  },
  nl2br: { does: 'Line breaks as `<br />`.' },
  number: {
    does: 'The number that a text is; `type` is `INT`, `LONG`, `FLOAT`, `DOUBLE`, `BIGDECIMAL` or `BIGINTEGER`.',
    example: ["{{ ('41' | number) + 1 }}", '42'],
  },
  numberFormat: {
    does: "The number in a pattern of Java's `DecimalFormat`.",
    example: ["{{ 1234.5 | numberFormat('#,##0.00') }}", '1,234.50'],
  },
  replace: {
    does: 'Replaces each key of a map by its value; with `regexp=true` the keys are regular expressions of Java. Works inside lists and maps.',
    example: ["{{ 'a-b' | replace({'-': '_'}) }}", 'a_b'],
  },
  reverse: { does: 'The list from its end.', example: ['{{ [1, 2] | reverse }}', '[2,1]'] },
  rsort: { does: 'The list, the greatest item first.', example: ['{{ [1, 3, 2] | rsort }}', '[3,2,1]'] },
  sha1: {
    does: 'The SHA-1 digest of a text, in hexadecimal digits.',
    example: ["{{ 'a' | sha1 }}", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  },
  sha256: {
    does: 'The SHA-256 digest of a text, in hexadecimal digits.',
    example: ["{{ 'a' | sha256 | slice(0, 8) }}", 'ca978112'],
  },
  sha512: {
    does: 'The SHA-512 digest of a text, in hexadecimal digits.',
    example: ["{{ 'a' | sha512 | slice(0, 8) }}", '1f40fc92'],
  },
  slice: {
    does: 'A part of a text or list, from `fromIndex` on and before `toIndex`.',
    example: ["{{ 'workflow' | slice(0, 4) }}", 'work'],
  },
  slugify: {
    does: 'The text as it may stand in an address: small letters, digits and dashes.',
    example: ["{{ 'Crème brûlée!' | slugify }}", 'creme-brulee'],
  },
  sort: { does: 'The list, the least item first.', example: ['{{ [2, 1] | sort }}', '[1,2]'] },
  split: {
    does: 'Splits a text at a regular expression of Java, into `limit` parts at most.',
    example: ["{{ 'a,b' | split(',') }}", '["a","b"]'],
  },
  startsWith: {
    does: 'Whether a text begins with `value`.',
    example: ["{{ 'data.csv' | startsWith('data') }}", 'true'],
  },
  string: { does: 'The value as text.', example: ["{{ (1 | string) ~ '!' }}", '1!'] },
  substringAfter: {
    does: 'What follows the first `separator`; empty where there is none.',
    example: ["{{ 'a.b.c' | substringAfter('.') }}", 'b.c'],
  },
  substringAfterLast: {
    does: 'What follows the last `separator`; empty where there is none.',
    example: ["{{ 'a.b.c' | substringAfterLast('.') }}", 'c'],
  },
  substringBefore: {
    does: 'What comes before the first `separator`; all of the text where there is none.',
    example: ["{{ 'a.b.c' | substringBefore('.') }}", 'a'],
  },
  substringBeforeLast: {
    does: 'What comes before the last `separator`; all of the text where there is none.',
    example: ["{{ 'a.b.c' | substringBeforeLast('.') }}", 'a.b'],
  },
  timestamp: {
    does: 'The seconds from 1970 to a date.',
    example: ["{{ '1970-01-02T00:00:00Z' | timestamp }}", '86400'],
  },
  timestampMicro: {
    does: "The seconds from 1970 to a date, times a thousand million, plus its microseconds: Kestra's unusual number, which `date` reads back.",
    example: ["{{ '1970-01-02T00:00:00Z' | timestampMicro }}", '86400000000000'],
  },
  timestampMilli: {
    does: 'The milliseconds from 1970 to a date.',
    example: ["{{ '1970-01-02T00:00:00Z' | timestampMilli }}", '86400000'],
  },
  timestampNano: {
    does: 'The nanoseconds from 1970 to a date, as text.',
    example: ["{{ '1970-01-02T00:00:00Z' | timestampNano }}", '86400000000000'],
  },
  title: {
    does: 'The text with a large letter at the start of each word.',
    example: ["{{ 'ada lovelace' | title }}", 'Ada Lovelace'],
  },
  toIon: { does: 'The value as text of Amazon Ion.', example: ["{{ {'a': 1} | toIon }}", '{a:1}'] },
  toJson: { does: 'The value as JSON text.', example: ["{{ {'a': 'b'} | toJson }}", '{"a":"b"}'] },
  trim: { does: 'The text without blanks at its ends.', example: ["{{ ' a ' | trim }}", 'a'] },
  upper: { does: 'The text in large letters.', example: ["{{ 'Ada' | upper }}", 'ADA'] },
  urldecode: {
    does: 'The text that a part of an address stands for.',
    example: ["{{ 'a+b' | urldecode }}", 'a b'],
  },
  urlencode: {
    does: 'The text as it may stand in the query of an address.',
    example: ["{{ 'a b&c' | urlencode }}", 'a+b%26c'],
  },
  values: { does: 'The values of a map.', example: ["{{ {'a': 1, 'b': 2} | values }}", '[1,2]'] },
  yaml: {
    does: 'The value as YAML text, which ends with a line break.',
    example: ["{{ {'a': 1} | yaml | trim }}", 'a: 1'],
  },
};

/** Functions by name (flow-language §4.9). */
export const functionDocs: Entries = {
  currentEachOutput: {
    does: 'Of the outputs of a sibling in a loop, those for the current values: `currentEachOutput(outputs.build)`.',
  },
  decrypt: { does: 'The text that `encrypt` was given. `key` is base64 of 16, 24 or 32 bytes.' },
  encrypt: { does: 'The text encrypted by AES-GCM, in base64. `key` is base64 of 16, 24 or 32 bytes.' },
  errorLogs: { does: 'The entries of the log at level ERROR, as a list of maps.' },
  fetchContext: { does: 'All variables, as a map.' },
  fileExists: { does: 'Whether there is a file; `path` as for `read`.' },
  fileSize: { does: 'The size of a file in bytes; `path` as for `read`.' },
  fileURI: { does: 'The URI of a namespace file.' },
  fromIon: {
    does: 'The first value in a text of Amazon Ion; with `allRows=true` the list of all.',
    example: ["{{ fromIon('{a: 1}').a }}", '1'],
  },
  fromJson: {
    does: 'The value of a JSON text.',
    example: ["{{ fromJson('[1, 2]') | last }}", '2'],
  },
  http: {
    does: 'Sends a request, and gives the body of the response, read as JSON or YAML by its type. `options` are those of the HTTP tasks.',
  },
  id: { does: 'A new id of 22 characters.' },
  isFileEmpty: { does: 'Whether a file is empty; `path` as for `read`.' },
  json: { does: 'Former name of `fromJson`.', example: ["{{ json('[1]') | first }}", '1'] },
  ksuid: { does: 'A new KSUID: 27 characters that sort by time.' },
  kv: {
    does: 'The value of a key in the KV store: of the namespace of the flow, or else of those above it. A missing key is an error unless `errorOnMissing=false`, which gives null.',
  },
  max: { does: 'The greatest of its arguments.', example: ['{{ max(1, 3, 2) }}', '3'] },
  min: { does: 'The least of its arguments.', example: ['{{ min(1, 3, 2) }}', '1'] },
  nanoId: { does: 'A new id of `length` characters, 21 by default, out of `alphabet`.' },
  now: { does: 'The time, in a format; the arguments are those of the filter `date`.' },
  printContext: { does: 'All variables, as a map.' },
  randomInt: { does: 'A random whole number: `lower` or more, and less than `upper`.' },
  randomPort: { does: 'A random port number of the private range.' },
  range: {
    does: 'The numbers, or characters, from `start` to `end`, both included.',
    example: ['{{ range(1, 5, 2) }}', '[1,3,5]'],
  },
  read: {
    does: 'The content of a file: a namespace file by its path, or a file by its URI (`kestra://`, `file://` or `nsfile://`).',
  },
  render: {
    does: 'Renders a text, list or map that came as a value, until nothing changes any more: `render(vars.greeting)`.',
    example: ['{{ render(vars.greeting) }}', 'Hello Ada'],
  },
  renderOnce: {
    does: 'As `render`, but once.',
    example: ['{{ renderOnce(vars.greeting) }}', 'Hello Ada'],
  },
  secret: {
    does: 'A secret; in logs it is replaced. `subkey` reads a property of a secret that is JSON.',
  },
  tasksWithState: {
    does: 'The task runs that are in a state, as a list of maps with `taskId`, `state` and `value`.',
  },
  uuid: { does: 'A new UUID of version 7, which sort by time.' },
  yaml: { does: 'The value of a YAML text.', example: ["{{ yaml('a: 1').a }}", '1'] },
};

/** Tests by name (flow-language §4.7). */
export const testDocs: Entries = {
  defined: {
    does: 'There is such a value, and it is not null.',
    example: ['{{ nobody is defined }}', 'false'],
  },
  empty: {
    does: 'It is null, a blank text, or a list or map without entries.',
    example: ['{{ [] is empty }}', 'true'],
  },
  even: { does: 'It is an even whole number.', example: ['{{ 4 is even }}', 'true'] },
  iterable: { does: 'It is a list.', example: ['{{ [1] is iterable }}', 'true'] },
  json: { does: 'It is a JSON text.', example: ["{{ '{}' is json }}", 'true'] },
  map: { does: 'It is a map.', example: ["{{ {'a': 1} is map }}", 'true'] },
  null: { does: 'It is null.', example: ['{{ null is null }}', 'true'] },
  odd: { does: 'It is an odd whole number.', example: ['{{ 4 is not odd }}', 'true'] },
};
