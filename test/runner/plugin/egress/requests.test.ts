import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardedConnector } from '../../../../runner/plugin/egress/connector.ts';
import { httpRequest } from '../../../../runner/plugins/core/http/client.ts';
import { engineWorld } from '../../../support/engine.ts';
import { httpServer } from '../../plugins/core/http/server.ts';

const publicOnly = { allow: [] };

/** A name server whose answers follow one another, the last one again and again. */
function nameServer(...answers: string[][]): { resolve: LookupFunction; asked: string[] } {
  const asked: string[] = [];
  const resolve: LookupFunction = (name, _options, callback) => {
    asked.push(name);
    const addresses = answers.length > 1 ? answers.shift()! : answers[0]!;
    process.nextTick(
      callback,
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  return { resolve, asked };
}

async function agent(allow: string[], resolve: LookupFunction): Promise<Agent> {
  // Every request opens its own connection.
  const made = new Agent({ connect: await guardedConnector({ allow }, {}, resolve), pipelining: 0 });
  onTestFinished(() => made.close());
  return made;
}

describe('requests that may reach public addresses only (github §8.2, SSRF)', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f000001', '017700000001', '[::ffff:127.0.0.1]', 'localhost'])(
    'given the host %s, then this machine is not asked, and the error says why and what to do',
    async (host) => {
      const { url, received } = await httpServer();
      const uri = `http://${host}:${new URL(url).port}/inside`;
      await expect(httpRequest({ uri, egress: publicOnly })).rejects.toThrow(
        /may not be reached from here: the address is this machine \(loopback\).*`engine\.allowedHosts`/s,
      );
      expect(received).toEqual([]);
    },
  );

  it('given the metadata of a cloud, then it is not asked', async () => {
    for (const uri of ['http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/latest/'])
      await expect(httpRequest({ uri, egress: publicOnly })).rejects.toThrow('metadata');
  });

  it('given a host that the operator allows, then it is asked, and a redirect elsewhere is not followed', async () => {
    const inside = await httpServer();
    const outside = await httpServer((_, response) => {
      response.writeHead(302, { location: `${inside.url}/secret` }).end();
    });
    const uri = `http://localhost:${new URL(outside.url).port}/`;
    await expect(httpRequest({ uri, egress: { allow: ['localhost'] } })).rejects.toThrow(
      '127.0.0.1 may not be reached',
    );
    expect(outside.received).toHaveLength(1);
    expect(inside.received).toEqual([]);
  });

  it('given a block of addresses that the operator allows, then it is asked', async () => {
    const { url } = await httpServer();
    expect((await httpRequest({ uri: url, egress: { allow: ['127.0.0.0/8'] } })).code).toBe(200);
  });

  it('given a name that leads elsewhere the second time, then every connection goes where it was judged', async () => {
    const { url, received } = await httpServer();
    const names = nameServer(['127.0.0.1'], ['127.0.0.2']);
    const dispatcher = await agent(['127.0.0.1'], names.resolve);
    const uri = `http://rebound.example.org:${new URL(url).port}/`;
    await (await request(uri, { dispatcher, reset: true })).body.text();
    await expect(request(uri, { dispatcher, reset: true })).rejects.toThrow(
      'rebound.example.org (127.0.0.2) may not be reached',
    );
    expect(received).toHaveLength(1);
    // One question for one connection: there is no second one whose answer could differ.
    expect(names.asked).toHaveLength(2);
  });

  it('given a name with good and bad addresses, then only the good ones are used', async () => {
    const { url, received } = await httpServer();
    const names = nameServer(['169.254.169.254', '127.0.0.1', '10.0.0.1']);
    const dispatcher = await agent(['127.0.0.1'], names.resolve);
    const uri = `http://mixed.example.org:${new URL(url).port}/`;
    expect((await request(uri, { dispatcher })).statusCode).toBe(200);
    expect(received).toHaveLength(1);
  });

  it('given a proxy, then the request is refused: the proxy would decide what is reached', async () => {
    const proxy = await httpServer();
    const { hostname, port } = new URL(proxy.url);
    const options = { proxyAddress: hostname, proxyPort: Number(port) };
    await expect(httpRequest({ uri: 'http://example.org/', options, egress: publicOnly })).rejects.toThrow(
      'A proxy (127.0.0.1) may not be used here',
    );
    expect(proxy.received).toEqual([]);
  });

  it('given other protocols, then they are refused', async () => {
    for (const uri of ['file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://127.0.0.1/'])
      await expect(httpRequest({ uri, egress: publicOnly })).rejects.toThrow('is no http or https URI');
  });
});

describe.each(['threads', 'processes'] as const)(
  'an engine with %s that reaches public addresses only',
  (isolation) => {
    it.each([
      ['the Request task', 'io.kestra.plugin.core.http.Request, uri: "URL"'],
      ['the Download task', 'io.kestra.plugin.core.http.Download, uri: "URL"'],
      ['http() in an expression', `io.kestra.plugin.core.log.Log, message: "{{ http('URL') }}"`],
      ['http() in a script', `io.kestra.plugin.scripts.shell.Commands, commands: ["echo {{ http('URL') }}"]`],
      [
        'a task that calls another server',
        'io.kestra.plugin.kestra.namespaces.List, kestraUrl: "URL", auth: { apiToken: secret-token }',
      ],
    ])('given %s, then nothing inside is asked', async (_, task) => {
      const { url, received } = await httpServer();
      const world = await engineWorld({ isolation, threads: 1, confinement: { egress: publicOnly } });
      const { id, state } = await world.run(`tasks:\n  - { id: ask, type: ${task.replace('URL', url)} }\n`);
      expect(state.current).toBe('FAILED');
      expect((await world.messages(id, 'ERROR')).join('\n')).toContain(
        '127.0.0.1 may not be reached from here',
      );
      expect(received).toEqual([]);
    });
  },
);

it('given an engine without a policy, then flows call their own services', async () => {
  const { url, received } = await httpServer();
  const world = await engineWorld();
  await world.run(`tasks:\n  - { id: ask, type: io.kestra.plugin.core.http.Request, uri: "${url}" }\n`);
  expect(received).toHaveLength(1);
});

describe('requests that may reach listed hosts only (github §8.2, SSRF)', () => {
  it('given a host that is listed, then it is asked, and one that is not is not even looked up', async () => {
    const { url, received } = await httpServer();
    const { port } = new URL(url);
    const { resolve, asked } = nameServer(['127.0.0.1']);
    const connect = await guardedConnector({ only: ['api.example.com', '*.example.org'] }, {}, resolve);
    const made = new Agent({ connect });
    onTestFinished(() => made.close());
    for (const host of ['api.example.com', 'a.example.org'])
      expect((await request(`http://${host}:${port}/`, { dispatcher: made })).statusCode).toBe(200);
    for (const host of ['evil.example.com', 'example.org', '127.0.0.1'])
      await expect(request(`http://${host}:${port}/`, { dispatcher: made })).rejects.toThrow(
        `${host} may not be reached from here: the policy of the repository lists the hosts that may`,
      );
    expect(new Set(asked)).toEqual(new Set(['api.example.com', 'a.example.org']));
    expect(received).toHaveLength(2);
  });

  it('given a host that is listed but that the operator does not allow, then it is not asked', async () => {
    const { url, received } = await httpServer();
    const egress = { allow: [], only: ['127.0.0.0/8', 'localhost'] };
    for (const host of ['127.0.0.1', 'localhost'])
      await expect(httpRequest({ uri: `http://${host}:${new URL(url).port}/`, egress })).rejects.toThrow(
        'engine.allowedHosts',
      );
    expect(received).toEqual([]);
  });

  it('given an empty list, then nothing is asked; and a redirect to what is not listed is not followed', async () => {
    const inside = await httpServer();
    const outside = await httpServer((_, response) => {
      response.writeHead(302, { location: `${inside.url}/secret` }).end();
    });
    const uri = `http://localhost:${new URL(outside.url).port}/`;
    await expect(httpRequest({ uri, egress: { only: [] } })).rejects.toThrow('localhost may not be reached');
    await expect(httpRequest({ uri, egress: { only: ['localhost'] } })).rejects.toThrow(
      '127.0.0.1 may not be reached',
    );
    expect(outside.received).toHaveLength(1);
    expect(inside.received).toEqual([]);
  });
});
