import { BlockList, isIP } from "node:net";

/** Who gets the photos that a model is asked about. */
export interface Receiver {
  /** Host and port, as the operator has written them. */
  readonly host: string;
  /** Whether it is this machine itself. */
  readonly isLocal: boolean;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Names are not looked up: only `localhost` and addresses that can mean nothing else count as this machine. */
export function receiverOf(url: string): Receiver {
  const { host, hostname } = new URL(url);
  const name = hostname.replace(/^\[|\]$|\.$/g, "");
  const version = isIP(name);
  const isLocal =
    version === 0
      ? /(^|\.)localhost$/i.test(name)
      : LOOPBACK.check(name, version === 4 ? "ipv4" : "ipv6");
  return { host, isLocal };
}
