import { toText } from '../java/text.ts';
import { type CallContext, ExpressionError, type PebbleFunction } from '../types.ts';
import { argument, callable, callKey, optionalText, textOf } from './define.ts';

const params = ['path', 'namespace'];

/** Functions of namespace files and of the internal storage (flow-language §4.9). */
export const fileFunctions: Readonly<Record<string, PebbleFunction>> = {
  read: callable(params, (args, context) => {
    const { path, namespace } = fileOf('read', args);
    const { services } = context;
    return context.suspend(callKey('read', path, namespace), async () =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await services.read(path, namespace)),
    );
  }),
  fileURI: callable(['path'], ([path], context) => context.services.fileUri(textOf(path, 'fileURI', 'path'))),
  fileSize: callable(params, (args, context) => existingSize('fileSize', args, context)),
  fileExists: callable(params, (args, context) => sizeOf('fileExists', args, context) !== undefined),
  isFileEmpty: callable(params, (args, context) => existingSize('isFileEmpty', args, context) === 0),
};

/** A path may be given as text or as URI. */
function fileOf(
  name: string,
  [path, namespace]: readonly unknown[],
): { path: string; namespace: string | undefined } {
  return {
    path: toText(argument(path, name, 'path')),
    namespace: optionalText(namespace, name, 'namespace'),
  };
}

function existingSize(name: string, args: readonly unknown[], context: CallContext): number {
  const size = sizeOf(name, args, context);
  if (size === undefined) {
    throw new ExpressionError(`Unable to read the file '${fileOf(name, args).path}' as it does not exist`);
  }
  return size;
}

function sizeOf(name: string, args: readonly unknown[], context: CallContext): number | undefined {
  const { path, namespace } = fileOf(name, args);
  const { services } = context;
  return context.suspend(callKey('fileSize', path, namespace), () => services.fileSize(path, namespace));
}
