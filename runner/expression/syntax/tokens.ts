/** What a token is; the names are those that Pebble's messages show. */
export type TokenType =
  | 'TEXT'
  | 'PRINT_START'
  | 'PRINT_END'
  | 'EXECUTE_START'
  | 'EXECUTE_END'
  | 'NAME'
  | 'OPERATOR'
  | 'PUNCTUATION'
  | 'STRING'
  | 'LONG'
  | 'NUMBER'
  | 'EOF';

/** A token of a template. `at` is its 0-based offset in the template's text. */
export interface Token {
  type: TokenType;
  value: string;
  at: number;
  /** Of a double-quoted string with `#{}`: its texts and the tokens of its expressions, each ended by EOF. */
  parts?: (string | Token[])[];
}
