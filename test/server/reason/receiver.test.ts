import { describe, expect, it } from "vitest";
import { receiverOf } from "../../../server/reason/receiver.ts";

describe("receiverOf", () => {
  const here = ["localhost:11434", "127.0.0.1:8000", "127.9.9.9", "[::1]:1234", "a.localhost"];
  const elsewhere = [
    "192.168.1.4:11434",
    "models.example.org",
    "localhost.example.org",
    "127.0.0.1.nip.io",
    "0x7f.example",
    "[fe80::1]",
    "host.docker.internal:11434",
  ];
  it.each(here)("%s is this machine", (host) => {
    expect(receiverOf(`http://${host}/v1`)).toEqual({ host, isLocal: true });
  });
  it.each(elsewhere)("%s is another", (host) => {
    expect(receiverOf(`https://${host}/v1`)).toEqual({ host, isLocal: false });
  });
});
