/** SES behind the door: a raw message is taken and kept in the outbox. Nothing leaves the laptop. */
import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";
import { isBase64 } from "../../../core/base64.ts";
import type { Outbox } from "../../engines/outbox.ts";
import type { Desk } from "../desk.ts";
import { notMapped, type Json } from "../needs/need.ts";
import { handleRest, RestRefused, type RestCall } from "./rest-json.ts";

/** SES takes 40 MB; in Base64 within JSON that is a third more. */
const maxBytes = 56 * 1024 * 1024;

/** Strict: what the laptop does not do would work on AWS and not here. */
const sendEmail = v.strictObject({
  FromEmailAddress: v.string(),
  Destination: v.strictObject({ ToAddresses: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(50)) }),
  Content: v.strictObject({ Raw: v.strictObject({ Data: v.pipe(v.string(), v.check(isBase64)) }) }),
});

/** Answers one request; never rejects. */
export const handleMails = (
  desk: Desk,
  outbox: Outbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> =>
  handleRest(
    desk,
    { name: "ses", maxBytes, perform: (call) => perform(desk, outbox, call) },
    request,
    response,
  );

async function perform(
  desk: Desk,
  outbox: Outbox,
  { principal, method, url, body }: RestCall,
): Promise<Json> {
  if (method !== "POST" || url !== "/v2/email/outbound-emails") throw notMapped("ses", `${method} ${url}`);
  const asked = v.safeParse(sendEmail, body);
  if (!asked.success) {
    throw new RestRefused(
      400,
      "BadRequestException",
      `The laptop does not send this: ${asked.issues[0].message}`,
    );
  }
  const { FromEmailAddress: from, Destination, Content } = asked.output;
  desk.counts.request(principal, "ses:SendEmail");
  // For a raw message the service asks for the older operation's action, about the sender's domain.
  const domain = from.slice(from.lastIndexOf("@") + 1).replace(/>\s*$/, "");
  const { region, account } = desk.place;
  await desk.require(principal, {
    action: "ses:SendRawEmail",
    resource: `arn:aws:ses:${region}:${account}:identity/${domain}`,
    context: {},
  });
  const raw = Buffer.from(Content.Raw.Data, "base64");
  const id = outbox.put({ from, to: Destination.ToAddresses, raw });
  desk.log(`A mail that would leave lies in the outbox: ${id}.eml`);
  return { MessageId: id };
}
