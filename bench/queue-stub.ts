import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** SQS as far as `SendMessage` goes: takes everything at once. Says its port; ends with its parent's signal. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { MessageBody } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { MessageBody: string };
    // The SDK compares it with its own.
    const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
    response
      .writeHead(200, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify({ MessageId: "5fea7756-0ea4-451a-a703-a558b933e274", MD5OfMessageBody }));
  });
}).listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
