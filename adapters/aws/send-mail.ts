import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";

export type Mails = { client: SESv2Client };

export const openMails = (): Mails => ({ client: new SESv2Client({ maxAttempts: 4 }) });

/** Hands SES a raw message. @throws where it refuses: a domain that is not verified, an account still in its sandbox */
export async function sendMail(
  { client }: Mails,
  mail: { from: string; to: string; raw: Uint8Array },
): Promise<void> {
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: mail.from,
      Destination: { ToAddresses: [mail.to] },
      Content: { Raw: { Data: mail.raw } },
    }),
  );
}
