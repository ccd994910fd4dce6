import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFlow } from '../../../runner/flow/index.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { checkExpressions } from '../../../runner/validation/index.ts';
import { engineWorld } from '../../support/engine.ts';

const registry = pluginRegistry();

/** A task before ids and expressions are given to it. */
type Sketch =
  | { kind: 'leaf'; reads: { target: number; key: string; guarded: boolean }; runIf: boolean }
  | { kind: 'Sequential' | 'Parallel' | 'AllowFailure' | 'ForEach'; tasks: Sketch[]; last: Sketch[] }
  | { kind: 'If'; holds: boolean; yes: Sketch[]; no: Sketch[] };

const { sketch, list } = fc.letrec<{ sketch: Sketch; list: Sketch[] }>((tie) => ({
  list: fc.array(tie('sketch'), { minLength: 1, maxLength: 3 }),
  sketch: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant<'leaf'>('leaf'),
      reads: fc.record({
        target: fc.nat(9),
        key: fc.constantFrom(
          '.value',
          "['a'].value",
          '[taskrun.value].value',
          '.none',
          '',
          '.evaluationResult',
        ),
        guarded: fc.boolean(),
      }),
      runIf: fc.boolean(),
    }),
    fc.record({
      kind: fc.constantFrom<'Sequential' | 'Parallel' | 'AllowFailure' | 'ForEach'>(
        'Sequential',
        'Parallel',
        'AllowFailure',
        'ForEach',
      ),
      tasks: tie('list'),
      last: fc.oneof(fc.constant<Sketch[]>([]), tie('list')),
    }),
    fc.record({ kind: fc.constant<'If'>('If'), holds: fc.boolean(), yes: tie('list'), no: tie('list') }),
  ),
}));

/** Properties of a flow; YAML reads JSON. Ids are `t0`, `t1`, … in the order of the document. */
function propertiesOf(tasks: readonly Sketch[], last: readonly Sketch[]) {
  let count = 0;
  /** Tasks that a condition decides about, which may decide about what they read as well; and keys that only a run knows. */
  const decided = new Set<string>();

  function write(sketched: Sketch, isDecided = false): Record<string, unknown> {
    const id = `t${count++}`;
    const all = (inner: readonly Sketch[], decides = isDecided) => inner.map((one) => write(one, decides));
    const flowable = { id, type: `io.kestra.plugin.core.flow.${sketched.kind}` };
    if (sketched.kind === 'If')
      return {
        ...flowable,
        condition: String(sketched.holds),
        then: all(sketched.yes, true),
        else: all(sketched.no, true),
      };
    if (sketched.kind === 'leaf') {
      const { target, key, guarded } = sketched.reads;
      const expression = `outputs.t${target}${key}`;
      if (isDecided || sketched.runIf || key.startsWith('[')) decided.add(id);
      return {
        id,
        type: 'io.kestra.plugin.core.debug.Return',
        format: `{{ ${guarded ? `(${expression}) ?? 'none'` : expression} }}`,
        ...(sketched.runIf && { runIf: '{{ flow.id == "flow" }}' }),
      };
    }
    return {
      ...flowable,
      ...(sketched.kind === 'ForEach' && { values: ['a', 'b'] }),
      tasks: all(sketched.tasks, isDecided || sketched.kind === 'AllowFailure'),
      ...(sketched.last.length > 0 && {
        finally: all(sketched.last, isDecided || sketched.kind === 'AllowFailure'),
      }),
    };
  }
  const written = tasks.map((one) => write(one));
  const properties = { tasks: written, ...(last.length > 0 && { finally: last.map((one) => write(one)) }) };
  return { source: JSON.stringify(properties).slice(1, -1), decided };
}

test('for any flow, what has an error fails when it runs, and the first failure was told of', async () => {
  const world = await engineWorld();
  const lists = fc.array(sketch, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lists, fc.oneof(fc.constant([]), list), async (tasks, last) => {
      const { source, decided } = propertiesOf(tasks, last);
      const text = `{"id": "flow", "namespace": "tests", ${source}}`;
      const document = await parseFlow(text, { file: 'flow.yaml', registry });
      const violations = checkExpressions(document, registry);
      const told = (severity?: string) =>
        violations
          .filter((one) => !severity || one.severity === severity)
          .map(({ path }) => /.*\[(t\d+)\]/.exec(path)![1]!);

      const { id } = await world.engine.start({ flow: document.flow! });
      const { taskRunList } = await world.engine.ended(id);
      const succeeded = taskRunList
        .filter(({ state }) => state.current === 'SUCCESS')
        .map(({ taskId }) => taskId);
      const { entries } = await world.backend.logs({ executionId: id, minLevel: 'ERROR' });
      const failed = entries
        .filter(({ message }) => message.startsWith('Unable to find'))
        .map(({ taskId }) => taskId!);

      const wrong = new Set(told('error'));
      expect(succeeded.filter((taskId) => wrong.has(taskId))).toEqual([]);
      if (wrong.size > 0) expect(failed).not.toEqual([]);
      // What fails after it may read a task that a failure kept from running.
      const [first] = failed;
      if (first !== undefined) expect([...told(), ...decided]).toContain(first);
    }),
    { numRuns: 150 },
  );
}, 60_000);
