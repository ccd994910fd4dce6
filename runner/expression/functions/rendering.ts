import { entriesOf, isList, isMap, mapOf } from '../java/collections.ts';
import { type CallContext, ExpressionError, type PebbleFunction } from '../types.ts';
import { argument, callable } from './define.ts';

/** Functions that render templates which came as values (flow-language §4.9). */
export const renderingFunctions: Readonly<Record<string, PebbleFunction>> = {
  render: callable(['toRender', 'recursive'], ([toRender, recursive], context) => {
    if (recursive !== undefined && recursive !== null && typeof recursive !== 'boolean') {
      throw new ExpressionError(
        "The 'render' function expects an optional argument 'recursive' with type boolean.",
      );
    }
    return renderAll(argument(toRender, 'render', 'toRender'), recursive !== false, context);
  }),
  renderOnce: callable(['toRender'], ([toRender], context) =>
    renderAll(argument(toRender, 'renderOnce', 'toRender'), false, context),
  ),
};

/** Texts are rendered, also those inside maps (keys included) and lists; everything else stays as it is. */
function renderAll(value: unknown, recursive: boolean, context: CallContext): unknown {
  context.tick();
  if (typeof value === 'string') {
    return context.render(value, recursive);
  }
  if (isList(value)) {
    return value.map((item) => renderAll(item, recursive, context));
  }
  if (isMap(value)) {
    const rendered = new Map<unknown, unknown>();
    for (const [key, item] of entriesOf(value)) {
      const name = renderAll(key, recursive, context);
      // Of keys that render to the same text the first one wins.
      if (!rendered.has(name)) {
        rendered.set(name, renderAll(item, recursive, context));
      }
    }
    return mapOf(rendered);
  }
  return value;
}
