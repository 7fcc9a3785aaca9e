import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

export type Recipient =
  | { is: "not_tried" }
  | { is: "taken" }
  | { is: "refused"; answer: string }
  | { is: "unreachable"; why: string };

const patienceMs = 10_000;

/** Asks a mail server whether it would take mail to the address, and leaves before any mail is sent (RFC 5321). */
export async function tryRecipient(
  server: { host: string; port: number },
  address: string,
): Promise<Recipient> {
  const socket = connect({ host: server.host, port: server.port, timeout: patienceMs });
  try {
    return await converse(socket, address);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { is: "unreachable", why: `port ${server.port} of ${server.host}: ${code ?? message}` };
  } finally {
    socket.destroy();
  }
}

async function converse(socket: Socket, address: string): Promise<Recipient> {
  const answers = readAnswers(socket);
  const say = async (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return next(answers);
  };
  if (!isGood(await next(answers))) return { is: "unreachable", why: "the mail server does not greet" };
  for (const line of ["EHLO fax-doctor.invalid", "MAIL FROM:<fax-doctor@example.com>"]) {
    const answer = await say(line);
    if (!isGood(answer)) return { is: "unreachable", why: `the mail server says ${answer.slice(0, 100)}` };
  }
  const answer = await say(`RCPT TO:<${address}>`);
  socket.write("QUIT\r\n");
  if (isGood(answer)) return { is: "taken" };
  // 4xx is "not now": it says nothing of the rules.
  return answer.startsWith("5")
    ? { is: "refused", answer: answer.slice(0, 200) }
    : { is: "unreachable", why: `the mail server says ${answer.slice(0, 100)}` };
}

const isGood = (answer: string): boolean => answer.startsWith("2");

/** The last line of each answer: `250-...` goes on, `250 ...` ends. */
async function* readAnswers(socket: Socket): AsyncGenerator<string> {
  let broken: Error | undefined;
  socket.once("timeout", () => socket.destroy(new Error("no answer within 10 seconds")));
  const lines = createInterface({ input: socket });
  socket.on("error", (error) => {
    broken = error;
    lines.close();
  });
  for await (const line of lines) if (/^\d{3}( |$)/.test(line)) yield line;
  throw broken ?? new Error("the connection was closed");
}

async function next(answers: AsyncGenerator<string>): Promise<string> {
  const answer = await answers.next();
  return typeof answer.value === "string" ? answer.value : "";
}
