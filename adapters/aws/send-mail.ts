import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";

export type Mails = { client: SESv2Client };

export const openMails = (): Mails => ({ client: new SESv2Client({ maxAttempts: 4 }) });

/** What no later try mends: a domain that is not verified, an account still in its sandbox, a message that it does not take. */
const refusals = [
  "AccountSuspendedException",
  "BadRequestException",
  "MailFromDomainNotVerifiedException",
  "MessageRejected",
  "NotFoundException",
];

/** Hands SES a raw message; answers why it refuses it for good, or undefined. Throws what may pass. */
export async function sendMail(
  { client }: Mails,
  mail: { from: string; to: string; raw: Uint8Array },
): Promise<string | undefined> {
  try {
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [mail.to] },
        Content: { Raw: { Data: mail.raw } },
      }),
    );
    return undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    if (refusals.includes(name)) return name;
    throw error;
  }
}
