import { describe, expect, it } from 'vitest';
import { commandsWorld } from './support.ts';

describe('commands that run (github §4.2)', () => {
  it('given run with inputs, then runs the pull request’s version in its own scope and reacts to the end', async () => {
    const { say, ended, executions, opened, replies, sha, pull, github } = await commandsWorld();
    const comment = await say('/tutti run hello name=Ada count=3');
    expect(await ended(comment)).toEqual(['+1', 'rocket']);
    const [execution] = await executions();
    expect(execution).toMatchObject({ flowId: 'hello', commit: sha, inputs: { name: 'Ada', count: 3 } });
    expect(opened[0]).toMatchObject({
      scope: { kind: 'pull', number: pull.number },
      trust: 'branch',
      commit: sha,
    });
    expect(replies()).toHaveLength(1);
    expect(replies()[0]).toContain(execution!.id);
    expect(replies()[0]).toContain(sha.slice(0, 7));
    expect(github.violations).toEqual([]);
  });

  it('given an unknown input, then lists those there are and runs nothing', async () => {
    const { say, executions, replies, reactions } = await commandsWorld();
    expect(reactions(await say('/tutti run hello nmae=Ada'))).toEqual(['-1', 'rocket']);
    expect(replies()[0]).toMatch(/no input “nmae”.*name \(STRING\), count \(INT\)/);
    expect(await executions()).toEqual([]);
  });

  it('given a value of the wrong type, then says so', async () => {
    const { say, replies, executions } = await commandsWorld();
    await say('/tutti run hello count=many');
    expect(replies()[0]).toContain('count');
    expect(await executions()).toEqual([]);
  });

  it('given a SECRET input, then refuses it and says why, without repeating it', async () => {
    const { say, replies, executions } = await commandsWorld();
    await say('/tutti run hello password=hunter2');
    expect(replies()[0]).toContain('SECRET');
    expect(replies()[0]).not.toContain('hunter2');
    expect(await executions()).toEqual([]);
  });

  it('given a path of the server as FILE input, then refuses it', async () => {
    const { say, replies, executions } = await commandsWorld();
    await say('/tutti run hello list=/etc/passwd');
    expect(replies()[0]).toContain('nsfile:///');
    expect(await executions()).toEqual([]);
  });

  it('given --production, then runs what the default branch runs', async () => {
    const { say, ended, executions, opened, github, repository } = await commandsWorld();
    await ended(await say('/tutti run hello --production'));
    expect(opened).toEqual([]);
    expect((await executions('production'))[0]).toMatchObject({ commit: await github.head(repository) });
  });

  it('given an issue, then runs production', async () => {
    const { say, ended, executions, github, repository } = await commandsWorld();
    const number = github.openIssue(repository, { title: 'Run it' });
    await ended(await say('/tutti run hello', 'writer', number));
    expect(await executions('production')).toHaveLength(1);
  });

  it('given a flow that fails, then 👎; given restart, then goes on where it failed as a new execution', async () => {
    const { say, ended, executions } = await commandsWorld();
    expect(await ended(await say('/tutti run broken'))).toEqual(['-1', 'rocket']);
    const [failed] = await executions();
    expect(await ended(await say('/tutti restart'))).toEqual(['-1', 'rocket']);
    const all = await executions();
    expect(all).toHaveLength(2);
    expect(all.find(({ id }) => id !== failed!.id)?.originalId).toBe(failed!.id);
  });

  it('given replay of an execution from a task, then repeats it from there', async () => {
    const { say, ended, executions, world } = await commandsWorld();
    await ended(await say('/tutti run hello name=Ada'));
    const [original] = await executions();
    expect(await ended(await say(`/tutti replay ${original!.id} give`))).toEqual(['+1', 'rocket']);
    const replayed = (await executions()).find(({ id }) => id !== original!.id)!;
    expect(replayed.inputs).toMatchObject({ name: 'Ada' });
    expect((await world().backend.taskRuns(replayed.id)).map(({ taskId }) => taskId)).toEqual([
      'say',
      'give',
    ]);
  });

  it('given a flow that runs already in the pull request, then names the holder', async () => {
    const { say, executions, replies, world } = await commandsWorld();
    const first = await say('/tutti run gate');
    const [running] = await executions();
    await world().reached(running!.id, 'wait', 'PAUSED');
    await say('/tutti run gate');
    expect(await executions()).toHaveLength(1);
    expect(replies().at(-1)).toContain(running!.id);
    expect(replies().at(-1)).toContain(`#issuecomment-${first.id}`);
  });
});

describe('commands that control', () => {
  it('given resume with inputs, then the paused execution goes on with them', async () => {
    const { say, ended, executions, world, reactions } = await commandsWorld();
    const run = await say('/tutti run gate');
    const [execution] = await executions();
    await world().reached(execution!.id, 'wait', 'PAUSED');
    expect(reactions(run)).toEqual(['eyes', 'rocket']);
    expect(reactions(await say('/tutti resume reason="all is well"'))).toEqual(['+1', 'rocket']);
    expect(await ended(run)).toEqual(['+1', 'rocket']);
    const runs = await world().backend.taskRuns(execution!.id);
    expect(runs.find(({ taskId }) => taskId === 'done')?.outputs).toEqual({ value: 'all is well' });
  });

  it('given kill, then the execution ends and so does its command', async () => {
    const { say, ended, executions, world } = await commandsWorld();
    const run = await say('/tutti run gate');
    const [execution] = await executions();
    await world().reached(execution!.id, 'wait', 'PAUSED');
    await say(`/tutti kill ${execution!.id}`);
    expect(await ended(run)).toEqual(['-1', 'rocket']);
    expect((await executions())[0]?.state.current).toBe('KILLED');
  });

  it('given pause where nothing runs, then says so', async () => {
    const { say, ended, replies } = await commandsWorld();
    await say('/tutti pause');
    expect(replies()[0]).toContain('Nothing has run here yet');
    await ended(await say('/tutti run hello'));
    await say('/tutti pause');
    expect(replies().at(-1)).toContain('no execution that runs here');
  });

  it('given who started an execution and may not write any more, then may still kill it', async () => {
    const { say, ended, executions, world, github, repository } = await commandsWorld();
    const run = await say('/tutti run gate');
    const [execution] = await executions();
    await world().reached(execution!.id, 'wait', 'PAUSED');
    github.setPermission(repository, 'writer', 'read');
    await say(`/tutti kill ${execution!.id}`);
    await ended(run);
    expect((await executions())[0]?.state.current).toBe('KILLED');
  });
});

describe('commands that read', () => {
  it('given help or --help, then shows the table or the usage', async () => {
    const { say, replies, reactions } = await commandsWorld();
    expect(reactions(await say('/tutti help', 'reader'))).toEqual(['+1']);
    await say('/tutti run --help', 'reader');
    expect(replies()[0]).toContain('| `/tutti run FLOW [input=value …]');
    expect(replies()[1]).toMatch(/```text\n\/tutti run FLOW/);
  });

  it('given a verb that is nearly one, then suggests it in one reply and is confused', async () => {
    const { say, replies, reactions } = await commandsWorld();
    expect(reactions(await say('/tutti rnu hello'))).toEqual(['confused']);
    expect(replies()[0]).toContain('`/tutti run`');
  });

  it('given a mistake in a command, then shows the usage of its verb', async () => {
    const { say, replies } = await commandsWorld();
    await say('/tutti graph');
    expect(replies()[0]).toContain('`graph` needs FLOW');
    expect(replies()[0]).toContain('```text\n/tutti graph FLOW');
  });

  it('given status, graph and deps, then shows flows and executions', async () => {
    const { say, ended, replies } = await commandsWorld();
    await ended(await say('/tutti run hello'));
    await say('/tutti status', 'reader');
    await say('/tutti graph hello', 'reader');
    await say('/tutti deps', 'reader');
    expect(replies()[1]).toContain('3 flows of pull request');
    expect(replies()[1]).toContain('SUCCESS');
    expect(replies()[2]).toContain('```mermaid');
    expect(replies()[3]).toContain('3 flows');
  });

  it('given logs, then shows the end of the log, which pings nobody', async () => {
    const { say, ended, replies } = await commandsWorld();
    await ended(await say('/tutti run hello name=Ada'));
    await say('/tutti logs --task say');
    expect(replies().at(-1)).toMatch(/```text\n[^`]*hello Ada 1/);
  });

  it('given render, then shows what an expression gives, secrets masked', async () => {
    const { say, ended, replies } = await commandsWorld();
    await ended(await say('/tutti run hello name=Ada'));
    await say("/tutti render {{ inputs['name'] }}-{{ secret('KEY') }}");
    expect(replies().at(-1)).toContain('Ada-');
    expect(replies().at(-1)).not.toContain('secret-value');
  });

  it('given kv, then sets and reads entries of the pull request, and only reads those of production', async () => {
    const { say, replies, reactions, world } = await commandsWorld();
    expect(reactions(await say('/tutti kv set tests colour "light blue"'))).toEqual(['+1', 'rocket']);
    await say('/tutti kv get tests colour');
    expect(replies().at(-1)).toContain('light blue');
    await say('/tutti kv set tests colour red --production');
    expect(replies().at(-1)).toContain('only read');
    expect(await world('production').backend.kv.list('tests')).toEqual([]);
  });

  it('given validate by the author of the pull request, then its commit is judged again', async () => {
    const { say, validated, pull, sha, github, repository } = await commandsWorld({ author: 'reader' });
    github.setPermission(repository, 'reader', 'read');
    await say('/tutti validate', 'reader');
    expect(validated).toEqual([`#${pull.number} ${sha} branch`]);
  });
});

describe('playground', () => {
  it('given a task, then runs it in the pull request with what comes before, apart from the history', async () => {
    const { say, ended, executions, replies } = await commandsWorld();
    expect(await ended(await say('/tutti playground hello --task give name=Ada'))).toEqual(['+1', 'rocket']);
    expect((await executions()).map(({ kind }) => kind)).toEqual(['PLAYGROUND']);
    await say('/tutti playground hello --task nowhere');
    expect(replies().at(-1)).toContain('nowhere');
    expect(await executions()).toHaveLength(1);
  });
});
