import type { Laptop } from "./start.ts";

/** What a person needs to go on: addresses, the key, and lines to paste. */
export function banner({ facts, carrier }: Laptop): string {
  const auth = `-H 'Authorization: Bearer ${facts.apiKey}'`;
  const lines = [
    "",
    "serverless-fax is running on this machine.",
    "",
    `  API        ${facts.url}/v2        docs at ${facts.url}/docs`,
    `  API key    ${facts.apiKey}`,
    ...(facts.simulatorUrl ? [`  Carrier    simulator at ${facts.simulatorUrl}`] : []),
    ...(facts.publicDoorPort
      ? [
          `  Carrier    Telnyx; lead your tunnel to http://127.0.0.1:${facts.publicDoorPort}`,
          `             webhook URL for the fax application: ${facts.webhookUrl}`,
        ]
      : []),
    ...(facts.smtpPort
      ? [`  Mail       ${facts.smtpHost}:${facts.smtpPort}, to <number>@${facts.mailDomain}`]
      : []),
    `             from any address ${facts.mailSenders.join(", ")}`,
    `  Outbox     Mails that would leave: ${facts.outboxUrl}/`,
    `  Data       ${facts.dataDir}`,
    "",
    ...(carrier.isKeyKnown
      ? []
      : [
          "Set the carrier's account up if that is not done yet, and see whether all is well:",
          "  npm run fax -- setup --order-number",
          "  npm run fax -- doctor",
          "",
        ]),
    "Send a fax by upload (the upload itself sends it):",
    `  curl -s ${auth} -H 'Content-Type: application/json' \\`,
    `    -d '{"to":"+13127367276"}' ${facts.url}/v2/faxes`,
    `  curl -T file.pdf "<upload_url of the answer>"`,
    "Send one in a single request (up to 4 MB):",
    `  curl -s ${auth} -F to=+13127367276 -F contents=@file.pdf ${facts.url}/v2/faxes`,
    "See what became of it:",
    `  curl -s ${auth} ${facts.url}/v2/faxes`,
    "Or use the command line:  npm run fax -- send file.pdf --to +13127367276 --wait",
    "",
    "Ctrl-C stops it; the faxes stay.",
    "",
  ];
  return lines.join("\n");
}
