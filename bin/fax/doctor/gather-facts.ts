import type { GivenWords } from "../command.ts";
import { discreet } from "../discreet.ts";
import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, text } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import type { Session } from "../session.ts";
import { carrierKeyGiven, openCarrier } from "../setup/carrier-key-given.ts";
import { readDeployment, type Deployment } from "../setup/deployment.ts";
import { readAccount } from "../setup/read-account.ts";
import type { AccountFacts, Diagnosed, Facts, MailboxFacts } from "./facts.ts";
import { readDoor } from "./read-door.ts";
import { readMail, type MailFacts } from "./read-mail.ts";

/** Looks at everything; what cannot be looked at is a fact, too. Changes nothing. */
export async function gatherFacts(given: GivenWords, session: Session): Promise<Facts> {
  const { url, run } = session.where();
  const webhookUrl = run?.webhookUrl || `${url}/webhooks/telnyx`;
  const door = await readDoor(url);
  const now = Date.now() + (door.offsetSeconds ?? 0) * 1000;
  const key = carrierKeyGiven(given, session);
  const common = {
    now,
    webhookUrl,
    isLaptop: run !== undefined,
    door,
    keyFingerprint: key?.fingerprint ?? "",
  };
  if (door.fault !== undefined) return { ...common, ...unseen(door.fault) };
  const api = discreet(session.api());
  const { apiKey, deployment } = await tryKey(api);
  if (!deployment) return { ...common, ...unseen(""), apiKey };
  const [diagnosis, mailboxes, account, mail] = await Promise.all([
    readDiagnosis(api),
    readMailboxes(api),
    key ? askCarrier(openCarrier(session, deployment, key), webhookUrl, now) : ({ is: "no_key" } as const),
    lookAtMail(deployment, url, run?.smtp),
  ]);
  return { ...common, apiKey, deployment, diagnosis, mailboxes, account, mail };
}

const nothingTried: MailFacts = { record: { is: "reserved" }, recipient: { is: "not_tried" } };

type Unseen = Pick<Facts, "apiKey" | "deployment" | "diagnosis" | "account" | "mail" | "mailboxes">;

const unseen = (why: string): Unseen => ({
  apiKey: { is: "unknown", why },
  deployment: undefined,
  diagnosis: undefined,
  account: { is: "no_key" },
  mail: nothingTried,
  mailboxes: [],
});

async function tryKey(api: HttpClient): Promise<{ apiKey: Facts["apiKey"]; deployment?: Deployment }> {
  try {
    return { apiKey: { is: "admin" }, deployment: await readDeployment(api) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.status === 401) return { apiKey: { is: "refused" } };
    if (error.status === 403) return { apiKey: { is: "not_admin" } };
    return { apiKey: { is: "unknown", why: error.message } };
  }
}

async function readDiagnosis(api: HttpClient): Promise<Diagnosed[] | undefined> {
  try {
    const answer = await api({ method: "GET", path: "/v2/diagnosis", isRepeatable: true });
    return listOf(fieldsOf(answer["data"])["checks"]).map((check) => ({
      check: text(check, "check"),
      status: text(check, "status"),
      detail: text(check, "detail"),
      mend: text(check, "mend"),
    }));
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

/** None where they cannot be read: what is wrong then is another check's. */
async function readMailboxes(api: HttpClient): Promise<MailboxFacts[]> {
  try {
    const answer = await api({ method: "GET", path: "/v2/mailboxes", isRepeatable: true });
    return listOf(answer["data"]).map((mailbox) => ({
      name: text(mailbox, "name"),
      numbers: textsOf(mailbox["numbers"]),
      hasMembers: textsOf(mailbox["members"]).length > 0,
    }));
  } catch (error) {
    if (error instanceof RequestError) return [];
    throw error;
  }
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

async function askCarrier(carrier: HttpClient, webhookUrl: string, now: number): Promise<AccountFacts> {
  try {
    return { is: "read", account: await readAccount(carrier, webhookUrl, now) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const is = error.status === 401 || error.status === 403 ? "refused" : "unreachable";
    return { is, why: error.message };
  }
}

const lookAtMail = (
  { mailDomain, from }: Deployment,
  url: string,
  door: { host: string; port: number } | undefined,
): Promise<MailFacts> | MailFacts =>
  mailDomain === ""
    ? nothingTried
    : readMail({ domain: mailDomain, number: from, region: regionOf(url) }, door);

/** API Gateway's own addresses name the region; a domain of one's own does not. */
const regionOf = (url: string): string =>
  /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(new URL(url).hostname)?.[1] ?? "<region>";
