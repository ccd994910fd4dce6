import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedFrom, whyNotPublic } from '../../../../runner/plugin/egress/addresses.ts';

/** The address that a URL with this host leads to, as every client of this project reads it. */
function hostIn(spelling: string): string {
  return new URL(`http://${spelling}/`).hostname.replace(/^\[|\]$/g, '');
}

const byte = fc.integer({ min: 0, max: 255 });

describe('addresses that are not public (github §8.2)', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'CGNAT'],
    ['169.254.169.254', 'link-local'],
    ['168.63.129.16', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fd00:ec2::254', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['ff02::1', 'multicast'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:7f00:1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['64:ff9b:1::1', 'tunnel'],
    ['2002:7f00:1::', 'tunnel'],
    ['::7f00:1', 'no address of the public internet'],
    ['2001:db8::1', 'documentation'],
  ])('%s is refused: %s', (address, reason) => {
    expect(whyNotPublic(address)).toContain(reason);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('%s is public', (address) => {
    expect(whyNotPublic(address)).toBeUndefined();
  });

  it.each([
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0x7f.1',
    '127.0.0.1.',
    '①②⑦.0.0.1',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:0:0:1]',
  ])('the host %s of a URL is this machine however it is written', (spelling) => {
    expect(whyNotPublic(hostIn(spelling))).toContain('loopback');
  });

  it('given any IPv4 address, when it is written as a number, in octal, hex, or inside IPv6, then it is judged the same', () => {
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        const plain = `${a}.${b}.${c}.${d}`;
        const reason = whyNotPublic(plain);
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const octal = [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.');
        for (const spelling of [
          String(number),
          `0x${number.toString(16)}`,
          octal,
          `[::ffff:${plain}]`,
          `[64:ff9b::${plain}]`,
        ])
          expect(whyNotPublic(hostIn(spelling))).toBe(reason);
      }),
    );
  });

  it('given any address outside 2000::/3, then it is public only where it carries a public IPv4 address', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    const first = word.filter((value) => value >> 13 !== 1 && value !== 0 && value !== 0x64);
    fc.assert(
      fc.property(first, fc.array(word, { minLength: 7, maxLength: 7 }), (head, tail) => {
        const address = [head, ...tail].map((value) => value.toString(16)).join(':');
        expect(whyNotPublic(address)).toBeDefined();
      }),
    );
  });
});

describe('what an operator allows', () => {
  const allowed = allowedFrom([
    'files.example.org',
    '*.internal.example.org',
    '10.1.0.0/16',
    '192.168.1.7',
    'fd00::/8',
  ]);

  it.each(['files.example.org', 'FILES.example.org.', 'a.internal.example.org', 'a.b.internal.example.org'])(
    'the host %s',
    (host) => expect(allowed.host(host)).toBe(true),
  );

  it.each([
    'example.org',
    'xfiles.example.org',
    'files.example.org.evil.net',
    'internal.example.org',
    'xinternal.example.org',
  ])('not the host %s', (host) => expect(allowed.host(host)).toBe(false));

  it('addresses in a block, and none beside it', () => {
    expect(['10.1.2.3', '192.168.1.7', 'fd00:ec2::254'].map(allowed.address)).toEqual([true, true, true]);
    expect(['10.2.0.1', '192.168.1.8', 'fe80::1'].map(allowed.address)).toEqual([false, false, false]);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', 'http://example.org', 'a b', '', '*'])(
    'refuses %j as an entry',
    (entry) => {
      expect(() => allowedFrom([entry])).toThrow(`found '${entry}'`);
    },
  );
});
