import type { Input } from '../../flow/types.ts';

/** What parsing a value needs from outside: storage for FILE, a key for SECRET. */
export interface ValueContext {
  /** Copies a local file into the execution's storage; gives its `kestra://` URI (flow-language §2.5). */
  storeFile(inputId: string, localPath: string): Promise<string>;
  /** Encrypts a SECRET; absent where no key is configured. */
  encrypt?(text: string): string | Promise<string>;
}

/** What the resolution of inputs needs from outside (flow-language §2.4). */
export interface InputContext extends ValueContext {
  /** Roots that expressions read: `vars`, `flow`, `execution` …; `inputs` is added, with the dependencies' values. */
  variables: Readonly<Record<string, unknown>>;
  /** Renders in text mode. */
  render(template: string, variables: Readonly<Record<string, unknown>>): Promise<string>;
  /** Renders in typed mode: a lone expression gives its value. */
  renderTyped(template: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** What became of one declared input; the answer of the validate endpoints, of which forms are made (surfaces §10.6). */
export interface InputReport {
  /** As declared; `values` of a SELECT or MULTISELECT with an `expression` are those it gave. */
  input: Input;
  /** As stored. `undefined` where the input is disabled or invalid, `null` where it is optional and was not given. */
  value: unknown;
  enabled: boolean;
  /** Whether the value is the declared default. */
  isDefault: boolean;
  /** Messages as in `InputViolation`. */
  errors: { message: string }[];
}

/** A SECRET as it is stored. */
export interface EncryptedValue {
  type: 'io.kestra.datatype:aes_encrypted';
  value: string;
}
