import { BlockList, isIP } from "node:net";

/** Addresses of this machine and of networks that are nobody else's (RFC 6890, RFC 4193, RFC 4291). */
const INSIDE = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  INSIDE.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  INSIDE.addSubnet(network, bits, "ipv6");
}

/**
 * Whether a hub may send us on to an address. Its files lie on other hosts, whose bytes are verified; but nothing that was asked
 * for under https is fetched without it, and a hub outside leads to no address inside. Names are not looked up: behind a
 * proxy they cannot be.
 */
export function mayFollow(hub: string, target: URL): boolean {
  const { protocol, hostname } = new URL(hub);
  if (target.protocol !== "https:" && target.protocol !== protocol) return false;
  return isInside(hostname) || !isInside(target.hostname);
}

function isInside(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$|\.$/g, "");
  const version = isIP(name);
  if (version !== 0) return INSIDE.check(name, version === 4 ? "ipv4" : "ipv6");
  return /(^|\.)(localhost|local|internal|home\.arpa)$/i.test(name) || !name.includes(".");
}
