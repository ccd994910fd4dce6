import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { Egress } from '../types.ts';
import { type Allowed, allowedFrom, hostOf, whyNotPublic } from './addresses.ts';

/**
 * What opens the connections of an undici Agent so that only what `egress` allows is reached
 * (github §8.2, SSRF). It asks the addresses of a host once, judges them, and connects to one that it judged: a name that
 * leads elsewhere the next time gains nothing. Redirects open connections too, so they are judged alike.
 *
 * A connection that is refused fails with an error that names the host, the address, why, and what would allow it.
 */
export async function guardedConnector(
  egress: Egress,
  options: buildConnector.BuildOptions = {},
  resolve: LookupFunction = systemLookup,
): Promise<buildConnector.connector> {
  const undici = await import('undici');
  const allowed = egress.allow && allowedFrom(egress.allow);
  const only = egress.only && allowedFrom(egress.only);
  const lookup = allowed ? guardedLookup(allowed, resolve) : resolve;
  const connect = undici.buildConnector({ ...options, lookup });
  return (target, callback) => {
    const host = hostOf(target.hostname);
    // Judged before it is looked up: a name that may not be reached is told to nobody.
    if (only && !isNamed(host, only)) return callback(notNamed(host), null);
    // What is an address already is never looked up.
    const refused = isIP(host) === 0 || !allowed ? undefined : refusalOf(host, host, allowed);
    if (refused) return callback(refused, null);
    return connect(target, callback);
  };
}

function isNamed(host: string, only: Allowed): boolean {
  return only.host(host) || (isIP(host) !== 0 && only.address(host));
}

function notNamed(host: string): Error {
  return new Error(
    `${host} may not be reached from here: the policy of the repository lists the hosts that may, in \`egress.hosts\` of ` +
      '.github/tutti.yml on its default branch, and this is none of them',
  );
}

/** As `dns.lookup`, without the addresses that may not be reached; fails where none is left. */
function guardedLookup(allowed: Allowed, resolve: LookupFunction): LookupFunction {
  return (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const refusals = all.map(({ address }) => refusalOf(name, address, allowed));
      const left = all.filter((_, index) => refusals[index] === undefined);
      const first = left[0];
      if (!first) return callback(refusals[0] ?? new Error(`The host ${name} has no address`), '');
      if (options.all) callback(null, left);
      else callback(null, first.address, first.family);
    });
  };
}

function refusalOf(host: string, address: string, allowed: Allowed): Error | undefined {
  if (allowed.host(host) || allowed.address(address)) return undefined;
  const reason = whyNotPublic(address);
  if (reason === undefined) return undefined;
  const where = host === address ? address : `${host} (${address})`;
  return new Error(
    `${where} may not be reached from here: the address is ${reason}. Flows reach public addresses only; for those in ` +
      'production the operator of the server can allow more with `engine.allowedHosts`',
  );
}
