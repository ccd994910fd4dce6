import assert from 'node:assert/strict';
import type { Client, Shown } from './client.ts';
import { webhookKey } from './flows.ts';
import type { Random } from './random.ts';

/** One thing that somebody does with a server. */
export interface Scenario {
  name: string;
  /** How often it is done, beside the others. */
  weight: number;
  /** Does it to the end, and checks what came of it. `expect` is told of each execution before it ends. */
  play(client: Client, random: Random, expect: Expect): Promise<void>;
}

/** Notes an execution that was started, with the state it must end in. */
export type Expect = (execution: Shown, state: string) => Shown;

/** The mixed load: what a day brings, in the proportions of the weights. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'parallel tasks',
    weight: 6,
    async play(client, _, expect) {
      const { id } = expect(await client.start('parallel'), 'SUCCESS');
      assert.equal((await client.ended(id)).taskRunList?.length, 10);
    },
  },
  {
    name: 'a loop',
    weight: 4,
    async play(client, random, expect) {
      const count = 5 + random.below(15);
      const { id } = expect(await client.start('loop', { count: String(count) }), 'SUCCESS');
      assert.equal((await client.ended(id)).taskRunList?.length, 1 + 2 * count);
    },
  },
  {
    name: 'a script',
    weight: 4,
    async play(client, random, expect) {
      const lines = 10 + random.below(500);
      const { id } = expect(await client.start('script', { lines: String(lines) }), 'SUCCESS');
      await client.ended(id);
      const log = await (await client.ask(`/logs/${id}/download`)).text();
      assert.ok(log.split('\n').length > lines, 'every line of the script is in the log');
    },
  },
  {
    name: 'a failure',
    weight: 3,
    async play(client, _, expect) {
      const { id } = expect(await client.start('failing'), 'FAILED');
      await client.ended(id);
    },
  },
  {
    name: 'retries',
    weight: 3,
    async play(client, _, expect) {
      const { id } = expect(await client.start('retried'), 'FAILED');
      assert.equal((await client.ended(id)).taskRunList?.[0]?.attempts?.length, 3);
    },
  },
  {
    name: 'a pause, resumed',
    weight: 3,
    async play(client, random, expect) {
      const { id } = expect(await client.start('asking'), 'SUCCESS');
      await client.reached(id, 'PAUSED');
      const body = new FormData();
      const comment = `comment ${random.below(1000)}`;
      body.append('comment', comment);
      await client.ask(`/executions/${id}/resume`, { method: 'POST', body });
      assert.equal(outputOf(await client.ended(id), 'tell'), comment);
    },
  },
  {
    name: 'a kill',
    weight: 3,
    async play(client, random, expect) {
      const { id } = expect(await client.start('endless'), 'KILLED');
      if (random.below(2) === 0) await client.reached(id, 'RUNNING');
      await client.ask(`/executions/${id}/kill`, { method: 'DELETE' });
      await client.ended(id);
    },
  },
  {
    name: 'a webhook',
    weight: 4,
    async play(client, random, expect) {
      const text = `call ${random.below(1000)}`;
      const answer = await client.ask(`/executions/webhook/soak/called/${webhookKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      });
      const { id } = expect((await answer.json()) as Shown, 'SUCCESS');
      assert.equal(outputOf(await client.ended(id), 'body'), text);
    },
  },
  {
    name: 'a subflow',
    weight: 3,
    async play(client, _, expect) {
      const { id } = expect(await client.start('parent'), 'SUCCESS');
      assert.equal(outputOf(await client.ended(id), 'read'), 'from below');
    },
  },
  {
    name: 'a follower that stays',
    weight: 3,
    async play(client, _, expect) {
      const { id } = expect(await client.start('loop', { count: '10' }), 'SUCCESS');
      assert.ok((await client.follow(id)) >= 2);
      await client.ended(id);
    },
  },
  {
    name: 'a follower that leaves',
    weight: 4,
    async play(client, random, expect) {
      const { id } = expect(await client.start('asking'), 'KILLED');
      await client.follow(id, 1 + random.below(2));
      await client.ask(`/executions/${id}/kill`, { method: 'DELETE' });
      await client.ended(id);
    },
  },
  {
    name: 'the KV store',
    weight: 3,
    async play(client, random, expect) {
      const key = `key-${random.below(20)}-${random.below(1_000_000)}`;
      const { id } = expect(await client.start('keeping', { key }), 'SUCCESS');
      assert.equal(outputOf(await client.ended(id), 'get'), id);
      const kept = (await (await client.ask(`/namespaces/soak/kv/${key}`)).json()) as { value?: unknown };
      assert.equal(kept.value, id);
      await client.ask(`/namespaces/soak/kv/${key}`, { method: 'DELETE' });
    },
  },
  {
    name: 'files',
    weight: 3,
    async play(client, random, expect) {
      const content = Array.from({ length: 1 + random.below(200) }, (_, i) => `line ${i}\n`).join('');
      const file = new File([content], 'in.txt');
      const { id } = expect(await client.start('copying', { file }), 'SUCCESS');
      const { outputs } = await client.ended(id);
      const path = encodeURIComponent(String(outputs?.['file']));
      assert.equal(await (await client.ask(`/executions/${id}/file?path=${path}`)).text(), content);
    },
  },
  {
    name: 'looking around',
    weight: 4,
    async play(client) {
      for (const path of [
        '/executions/search?size=25',
        '/executions/search?size=25&state=RUNNING',
        '/logs/search?size=25&minLevel=INFO',
        '/flows/search?size=25',
        '/triggers/search?size=25',
      ])
        await (await client.ask(path)).arrayBuffer();
    },
  },
];

function outputOf({ taskRunList }: Shown, taskId: string): unknown {
  return taskRunList?.find((run) => run.taskId === taskId)?.outputs?.['value'];
}
