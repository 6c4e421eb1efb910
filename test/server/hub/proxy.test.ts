import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { pullModel } from "../../../server/hub/pull.ts";
import { temporaryFolder } from "../model/fixture.ts";
import { startFakeHub } from "./fake-hub.ts";
import { PULL, testWorld } from "./pull-world.ts";

const opened: Server[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A proxy that notes what it was asked for; tunnels go to `target` whatever host they name. */
async function startProxy(target: string | null): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(incoming.url!);
    const { pathname, search, host } = new URL(incoming.url!);
    const [hostname, port] = host.split(":");
    const { method, headers } = incoming;
    httpRequest({ hostname, port, path: pathname + search, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  server.on("connect", (incoming, socket, head) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.on("error", () => {});
    if (target === null) {
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const [host, port] = incoming.url!.split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("proxies", () => {
  it("carry everything when HTTP_PROXY is set", async () => {
    const hub = await startFakeHub();
    const proxy = await startProxy("hub");
    const world = await testWorld(await temporaryFolder(), hub.url, {
      env: { HTTP_PROXY: proxy.url },
    });
    await pullModel(PULL, world);
    expect(proxy.asked.join("\n")).toContain(new URL(hub.url).host);
    await hub.close();
  });

  it("are passed by for the hosts of NO_PROXY", async () => {
    const hub = await startFakeHub();
    const proxy = await startProxy(null);
    const env = { http_proxy: proxy.url, no_proxy: "127.0.0.1" };
    await pullModel(PULL, await testWorld(await temporaryFolder(), hub.url, { env }));
    expect(proxy.asked).toEqual([]);
    await hub.close();
  });

  it("are asked for a tunnel to an https hub when HTTPS_PROXY is set", async () => {
    const proxy = await startProxy(null);
    const env = { HTTPS_PROXY: proxy.url };
    const world = await testWorld(await temporaryFolder(), "https://hub.invalid", { env });
    await expect(pullModel(PULL, world)).rejects.toMatchObject({ code: "unreachable" });
    expect(proxy.asked[0]).toBe("CONNECT hub.invalid:443");
  });
});
