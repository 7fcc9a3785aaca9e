import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { readMail } from "../../bin/fax/doctor/read-mail.ts";
import { tryRecipient } from "../../bin/fax/doctor/smtp-conversation.ts";

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

/** A mail server that greets and then answers each line with the next of these. */
async function mailServer(greeting: string, ...answers: string[]) {
  const heard: string[] = [];
  const waiting = [...answers];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write(greeting);
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n").filter(Boolean)) {
        heard.push(line);
        const answer = waiting.shift();
        if (answer) socket.write(answer);
        else socket.end();
      }
    });
  });
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server?.listen(0, "127.0.0.1", () => resolve(server?.address() as AddressInfo));
  });
  return { host: "127.0.0.1", port, heard };
}
const ok = "250 ok\r\n";
const address = "13125550142@fax.example.org";

test("an address that is taken; it leaves before any mail is sent", async () => {
  const door = await mailServer(
    "220-hello\r\n220 ready\r\n",
    "250-SIZE\r\n250 HELP\r\n",
    ok,
    ok,
    "221 bye\r\n",
  );
  expect(await tryRecipient(door, address)).toEqual({ is: "taken" });
  await expect.poll(() => door.heard).toHaveLength(4);
  expect(door.heard.slice(2)).toEqual([`RCPT TO:<${address}>`, "QUIT"]);
});

test.each([
  [
    "refused for good",
    ["220 x\r\n", ok, ok, "550 5.1.1 unknown\r\n"],
    { is: "refused", answer: "550 5.1.1 unknown" },
  ],
  [
    "not now",
    ["220 x\r\n", ok, ok, "451 later\r\n"],
    { is: "unreachable", why: "the mail server says 451 later" },
  ],
  ["no greeting", ["554 go away\r\n"], { is: "unreachable", why: "the mail server does not greet" }],
  [
    "the sender refused",
    ["220 x\r\n", ok, "530 first STARTTLS\r\n"],
    { is: "unreachable", why: "the mail server says 530 first STARTTLS" },
  ],
] as const)("%s", async (_name, [greeting, ...answers], recipient) => {
  expect(await tryRecipient(await mailServer(greeting, ...answers), address)).toEqual(recipient);
});

test("a server that hangs up, and a port that is closed, could not be tried", async () => {
  const door = await mailServer("220 x\r\n");
  expect(await tryRecipient(door, address)).toMatchObject({ is: "unreachable" });
  const closed = { host: "127.0.0.1", port: 9 };
  expect(await tryRecipient(closed, address)).toEqual({
    is: "unreachable",
    why: "port 9 of 127.0.0.1: ECONNREFUSED",
  });
});

test.each(["fax.example.com", "fax.example", "laptop.localhost", "a.test", "x.invalid"])(
  "%s is reserved: no name server is asked, and without a door nothing is tried",
  async (domain) => {
    expect(await readMail({ domain, number: "+13125550142", region: "us-east-1" }, undefined)).toEqual({
      record: { is: "reserved" },
      recipient: { is: "not_tried" },
    });
  },
);
