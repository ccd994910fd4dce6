import { BlockList, isIP } from 'node:net';

/**
 * Why an IP address is none of the public internet, in words for people; undefined for a public one, and for what is no
 * address (github §8.2, SSRF). An IPv6 address that carries an IPv4 one (mapped, NAT64) is judged by that one.
 */
export function whyNotPublic(address: string): string | undefined {
  const plain = address.replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 4) return ipv4Reason(plain);
  if (family !== 6) return undefined;
  const words = wordsOf(plain);
  const embedded = embeddedIpv4(words);
  if (embedded !== undefined) return ipv4Reason(embedded);
  const reason = special6.find(({ list }) => list.check(plain, 'ipv6'))?.reason;
  if (reason) return reason;
  // Only 2000::/3 was ever given to the internet.
  return words[0]! >> 13 === 1 ? undefined : 'no address of the public internet';
}

/** What an operator lets be reached although it is not public: names of hosts, addresses and blocks of them. */
export interface Allowed {
  /** Whether a host, as a URL names it, is allowed by its name, wherever that leads. */
  host(name: string): boolean;
  address(address: string): boolean;
}

/**
 * Reads entries such as `files.example.org`, `*.example.org`, `10.1.2.3`, `10.0.0.0/8` and `fd00::/8`.
 *
 * @throws Error for what is none of these
 */
export function allowedFrom(entries: readonly string[]): Allowed {
  const blocks = new BlockList();
  const names = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of entries) {
    const written = entry.trim().toLowerCase();
    const [base = '', length] = written.split('/');
    const family = isIP(base);
    if (family !== 0) addBlock(blocks, entry, base, family, length);
    else if (!hostPattern.test(written)) throw notUnderstood(entry);
    else if (written.startsWith('*.')) suffixes.push(written.slice(1));
    else names.add(written);
  }
  return {
    host: (name) => names.has(hostOf(name)) || suffixes.some((suffix) => hostOf(name).endsWith(suffix)),
    address(address) {
      const plain = address.replace(/%.*$/, '');
      return blocks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

/** A host as URLs write it, without the brackets of IPv6 and the dot of the root. */
export function hostOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

const hostPattern = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

function addBlock(blocks: BlockList, entry: string, base: string, family: number, length?: string): void {
  const bits = family === 6 ? 128 : 32;
  const prefix = length === undefined ? bits : Number(length);
  if (!/^\d+$/.test(length ?? '0') || prefix > bits) throw notUnderstood(entry);
  blocks.addSubnet(base, prefix, family === 6 ? 'ipv6' : 'ipv4');
}

function notUnderstood(entry: string): Error {
  return new Error(
    `expected a host (files.example.org, *.example.org), an address or a block of them (10.0.0.0/8), found '${entry}'`,
  );
}

const special4 = rules('ipv4', [
  ['this machine (unspecified)', '0.0.0.0/8'],
  ['this machine (loopback)', '127.0.0.0/8'],
  ['a private network', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ['shared by customers of a provider (CGNAT)', '100.64.0.0/10'],
  ['link-local, where clouds have their metadata', '169.254.0.0/16'],
  ['a metadata service of a cloud', '168.63.129.16/32'],
  ['multicast', '224.0.0.0/4'],
  ['reserved', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4'],
  ['for documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
]);

const special6 = rules('ipv6', [
  ['this machine (unspecified)', '::/128'],
  ['this machine (loopback)', '::1/128'],
  ['a private network (unique local), where clouds have their metadata', 'fc00::/7'],
  ['link-local', 'fe80::/10'],
  ['a private network (site-local)', 'fec0::/10'],
  ['multicast', 'ff00::/8'],
  ['a tunnel to other addresses', '2001::/32', '2002::/16', '64:ff9b:1::/48'],
  ['reserved', '2001::/23'],
  ['for documentation', '2001:db8::/32', '3fff::/20'],
]);

function rules(family: 'ipv4' | 'ipv6', reasons: [reason: string, ...blocks: string[]][]) {
  return reasons.map(([reason, ...blocks]) => {
    const list = new BlockList();
    for (const block of blocks) {
      const [base = '', length] = block.split('/');
      list.addSubnet(base, Number(length), family);
    }
    return { reason, list };
  });
}

function ipv4Reason(address: string): string | undefined {
  return special4.find(({ list }) => list.check(address, 'ipv4'))?.reason;
}

/** The IPv4 address inside `::ffff:0:0/96` (mapped) and `64:ff9b::/96` (NAT64). */
function embeddedIpv4(words: readonly number[]): string | undefined {
  const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  const nat64 = words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every((word) => word === 0);
  if (!mapped && !nat64) return undefined;
  const [high = 0, low = 0] = words.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight 16-bit words of an IPv6 address. */
function wordsOf(address: string): number[] {
  // URL writes the one canonical form: hexadecimal words only, one `::` at most.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const words = (part: string) =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const before = words(head);
  if (tail === undefined) return before;
  const after = words(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
