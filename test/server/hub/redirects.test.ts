import { describe, expect, it } from "vitest";
import { mayFollow } from "../../../server/hub/redirects.ts";

const HUB = "https://huggingface.co";

describe("a hub may send us on", () => {
  it.each(["https://cdn-lfs.hf.co/a", "https://203.0.113.7/a", "https://[2001:db8::1]/a"])(
    "to %s",
    (target) => expect(mayFollow(HUB, new URL(target))).toBe(true),
  );

  it.each([
    "http://cdn-lfs.hf.co/a",
    "file:///etc/passwd",
    "https://127.0.0.1/a",
    "https://2130706433/a",
    "https://0x7f.1/a",
    "https://10.1.2.3/a",
    "https://172.20.0.1/a",
    "https://192.168.1.1/a",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/a",
    "https://0.0.0.0/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[fd00::1]/a",
    "https://[fe80::1]/a",
    "https://localhost/a",
    "https://a.localhost./a",
    "https://metadata.google.internal/a",
    "https://printer/a",
  ])("not to %s", (target) => expect(mayFollow(HUB, new URL(target))).toBe(false));

  it("inside, where it is inside itself, and without https where it has none", () => {
    expect(mayFollow("http://127.0.0.1:4000", new URL("http://127.0.0.1:4001/a"))).toBe(true);
    expect(mayFollow("http://mirror.example", new URL("http://10.0.0.1/a"))).toBe(false);
    expect(mayFollow("https://mirror.internal", new URL("https://10.0.0.1/a"))).toBe(true);
  });
});
