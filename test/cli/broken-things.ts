import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import type { Bench } from "./laptop-command-line.ts";
import type { FaxOptions } from "./stand.ts";

export type Broken = {
  name: string;
  /** Answers what puts it back, where `fax setup` does not. */
  breaks: (bench: Bench) => Promise<(() => unknown) | void>;
  red: string;
  mend: RegExp;
  /** Further words for the `fax setup` that mends it. */
  setup?: string[];
  args?: string[];
  options?: (bench: Bench) => FaxOptions;
};

const bySetup = "npm run fax -- setup";

/** Everything that can be wrong with an installation that was set up, one thing at a time. */
export const brokenThings: Broken[] = [
  {
    name: "no key stored",
    breaks: async (bench) => void bench.run.cloud.parameters.delete(bench.parameter()),
    red: "carrier key stored",
    mend: new RegExp(`^${bySetup}$`),
    setup: [],
  },
  {
    name: "another key stored than the account's",
    breaks: async (bench) => void bench.run.cloud.parameters.put(bench.parameter(), "KEY-of-another-account"),
    red: "carrier key stored",
    mend: new RegExp(`^${bySetup}$`),
    setup: [],
  },
  {
    name: "the stored key revoked at the carrier",
    breaks: async (bench) => {
      bench.run.cloud.parameters.put(bench.parameter(), "KEY-revoked-since");
      return bench.putBackKey;
    },
    args: ["--carrier-key", "KEY-revoked-since"],
    red: "carrier key accepted",
    mend: /Keys & Credentials: make a key/,
  },
  {
    name: "the application deleted",
    breaks: async (bench) => {
      await bench.cli.carrier("PATCH", `/phone_numbers/${(await bench.ownNumber()).id}`, {
        connection_id: null,
      });
      await bench.cli.carrier("DELETE", `/fax_applications/${(await bench.application()).id}`);
    },
    red: "fax application",
    mend: /setup \(it makes one\)/,
    setup: [],
  },
  {
    name: "the application inactive",
    breaks: (bench) => bench.changeApplication({ active: false }),
    red: "application active",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "another webhook URL",
    breaks: (bench) => bench.changeApplication({ webhook_event_url: "https://old.example.com/hook" }),
    red: "webhook URL",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "the carrier's default time-out",
    breaks: (bench) => bench.changeApplication({ webhook_timeout_secs: null }),
    red: "webhook time-out",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "the profile detached",
    breaks: (bench) => bench.changeApplication({ outbound: { outbound_voice_profile_id: null } }),
    red: "outbound profile",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "no calls at once",
    breaks: async (bench) => {
      await bench.changeApplication({ outbound: { channel_limit: 0 } });
      return () => bench.changeApplication({ outbound: { channel_limit: null } });
    },
    red: "calls at once",
    mend: /raise the channel limit/,
  },
  {
    name: "the profile disabled",
    breaks: (bench) => bench.changeProfile({ enabled: false }),
    red: "profile enabled",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "a country not allowed",
    breaks: (bench) => bench.changeProfile({ whitelisted_destinations: ["US", "MX"] }),
    red: "country CA",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "the number not on the account",
    breaks: async (bench) =>
      void (await bench.cli.carrier("DELETE", `/phone_numbers/${(await bench.ownNumber()).id}`)),
    red: "number",
    mend: /--order-number/,
    setup: ["--order-number", "--yes-order"],
  },
  {
    name: "the number assigned elsewhere",
    breaks: async (bench) => {
      const other = await bench.cli.carrier("POST", "/fax_applications", {
        application_name: "elsewhere",
        webhook_event_url: "https://elsewhere.example.com/",
      });
      await bench.cli.carrier("PATCH", `/phone_numbers/${(await bench.ownNumber()).id}`, {
        connection_id: other.id,
      });
    },
    red: "number assigned",
    mend: new RegExp(bySetup),
    setup: [],
  },
  {
    name: "a dead letter",
    breaks: async (bench) => {
      const { physicalId } = bench.run.cloud.resource("RoomsMailQueueDeadLetters");
      const QueueUrl = bench.run.cloud.sqs.queueUrl(physicalId.split("/").at(-1) ?? "");
      await bench.run.cloud.sqs.call("SendMessage", { QueueUrl, MessageBody: "lost" });
      return () => bench.run.cloud.sqs.call("PurgeQueue", { QueueUrl });
    },
    red: "queue MailQueue",
    mend: /docs\/runbook\.md/,
  },
  {
    name: "the bucket refusing",
    breaks: async (bench) => bench.run.cloud.door.withhold(bench.principal("Diagnosis"), "s3:PutObject"),
    red: "bucket",
    mend: /npm run deploy/,
  },
  {
    name: "the table unreachable",
    breaks: async (bench) => bench.run.cloud.door.withhold(bench.principal("Diagnosis"), "dynamodb:GetItem"),
    red: "table",
    mend: /npm run deploy/,
  },
  {
    name: "an API key without admin",
    breaks: async () => undefined,
    red: "API key",
    mend: /admin/,
    options: (bench) => ({ env: { FAX_API_KEY: bench.weakKey } }),
  },
  {
    name: "an API key that is none",
    breaks: async () => undefined,
    red: "API key",
    mend: /--new-first-key/,
    options: () => ({ env: { FAX_API_KEY: "sfx_none.0123456789012345678901234" } }),
  },
  {
    name: "mail refused",
    breaks: refusingMailServer,
    red: "mail taken",
    mend: /receipt rule set active/,
    options: (bench) => ({ runFiles: [join(bench.folder, "run-refusing.json")] }),
  },
];

/** A mail server that knows nobody, and a note of the laptop that leads to it. */
async function refusingMailServer({ run, folder }: Bench) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: (_address, _session, done) => done(new Error("5.1.1 mailbox unavailable")),
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const note = JSON.parse(readFileSync(join(run.facts.dataDir, "run.json"), "utf8"));
  writeFileSync(join(folder, "run-refusing.json"), JSON.stringify({ ...note, smtpPort: port }));
  return () => new Promise<void>((resolve) => server.close(resolve));
}
