import { boolean, enumeration, list, string } from '../../../plugin/properties.ts';

/** Properties that only Python's tasks have (flow-language §6.11). */
export const pythonProperties = {
  dependencies: list(string())
    .optional()
    .describe('Packages to install before, as `pip install` takes them: `requests==2.32.3`.'),
  pythonVersion: string()
    .optional()
    .describe('Version of Python, for instance `3.12`; the one on the PATH by default.'),
  dependencyCacheEnabled: boolean()
    .default(true)
    .describe('Whether the installed packages are kept for other runs with the same dependencies.'),
  packageManager: enumeration(['UV', 'PIP'])
    .optional()
    .describe('What installs the packages; `UV` where it is installed, else `PIP`.'),
};

/** The part of a description that Python's tasks share. */
export const pythonDescription = `Scripts can use \`from kestra import Kestra\` to send outputs, metrics and log entries: \`Kestra.outputs({...})\`,
\`Kestra.counter(name, value, tags)\`, \`Kestra.timer(name, seconds, tags)\`, \`Kestra.logger()\`; nothing needs to be installed for it.
\`dependencies\` are installed into a folder of their own and kept for the next run; pin their versions, for an installed package is
not looked up again.`;
