import type { Denial, Grant } from "../../../local/door/server.ts";
import { grantJourneys, type GrantJourney } from "./grant-journeys.ts";
import type { Journey } from "./laptop.ts";

export type GrantResult = { grant: Grant; journey: string | undefined; problem: string | undefined };

/** What may be used in the middle of anything, and the journeys that use it for certain. */
const certain: { grant: RegExp; journeys: string[] }[] = [
  // It runs by the clock, and writes to the operator at an hour of its own.
  { grant: /Sweep(?!.*( ses:|DeleteItem|by_to|by_from))/, journeys: ["the sweep"] },
  { grant: /Sweep.*(DeleteItem|by_to|by_from)/, journeys: ["a fax that its mailbox keeps no longer"] },
  { grant: /Sweep.* ses:/, journeys: ["the digest of refusals"] },
  // Whether faxes to several numbers meet in a line hangs on how fast they are.
  {
    grant: /Dispatch.*DeleteItem/,
    journeys: ["wait for another fax to the same number", "a mail that stops a fax in line"],
  },
];

const isChance = (grant: Grant, journey: string): boolean =>
  certain.some(({ grant: pattern, journeys }) => pattern.test(key(grant)) && !journeys.includes(journey));

/** Which journeys used which grants: each journey runs once, with every function cold. */
export async function mapGrants(
  run: Journey,
  log: (line: string) => void,
  names = Object.keys(grantJourneys),
): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>();
  for (const name of names) {
    const journey = grantJourneys[name] as GrantJourney;
    const started = performance.now();
    const heard: Grant[] = [];
    // What began before (S3's test events at the first start, the journey before) is none of this journey's.
    await run.cloud.idle().catch(() => undefined);
    run.cloud.coolDown();
    const quiet = run.cloud.door.onUse((use) => heard.push(use));
    await journey({ ...run, ...watching(run, () => undefined) });
    await run.cloud.idle().catch(() => undefined);
    quiet();
    // Queues are polled all the time: only functions that this journey made run count. Cold as they were, each
    // of them opened its log.
    const functions = new Set(
      run.cloud.door
        .grants()
        .filter(({ action }) => action === "logs:CreateLogStream")
        .map(({ principal }) => principal),
    );
    const ran = new Set(
      heard.filter(({ action }) => action === "logs:CreateLogStream").map(({ principal }) => principal),
    );
    for (const grant of run.cloud.door.grants()) {
      // A schedule's role is no function's, has no log, and acts by its journey's own schedule.
      const hasRun = ran.has(grant.principal) || !functions.has(grant.principal);
      const isUsed = !isChance(grant, name) && hasRun && heard.some((use) => matches(grant, use));
      if (isUsed) users.set(key(grant), [...(users.get(key(grant)) ?? []), name]);
    }
    log(`${name}: ok (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return users;
}

/**
 * Takes the grant away and runs a journey that used it: it must fail, and the door must have refused that function
 * that action on a resource of that grant. A grant that no journey misses is not needed.
 */
export async function checkGrant(run: Journey, grant: Grant, users: string[]): Promise<GrantResult> {
  let problem: string | undefined;
  if (users.length === 0) return { grant, journey: undefined, problem: "no journey uses it" };
  // Twice at most: a worker that was busy when all were let go makes no cold start.
  for (const name of [...users, ...users.slice(-1)]) {
    const outcome = await runWithout(run, grant, grantJourneys[name] as GrantJourney);
    if (outcome === undefined) return { grant, journey: name, problem: undefined };
    problem = outcome;
  }
  return { grant, journey: users.at(-1), problem };
}

/** Undefined if the journey failed by a refusal that names function, action and resource. */
async function runWithout(run: Journey, grant: Grant, journey: GrantJourney): Promise<string | undefined> {
  const { door } = run.cloud;
  const denied: Denial[] = [];
  const quiet = door.onDenial((denial) => {
    if (matches(grant, denial)) denied.push(denial);
  });
  run.cloud.coolDown();
  const giveBack = door.withhold(grant.principal, grant.action, grant.resource);
  const watched: Journey = { ...run, ...watching(run, () => denied[0]) };
  try {
    await journey(watched);
    // The client's part is done; what follows in the rooms may still miss the grant.
    await watched.until(
      "the refusal",
      async () =>
        run.cloud.idle(300).then(
          () => true,
          () => undefined,
        ),
      3_000,
    );
    return denied.length > 0 ? undefined : "its journey went through without it";
  } catch (error) {
    return denied.length > 0
      ? undefined
      : `its journey failed otherwise: ${(error as Error).message.slice(0, 200)}`;
  } finally {
    giveBack();
    quiet();
  }
}

/** The journey's waiting, cut short as soon as the door refused what was taken away. */
function watching(run: Journey, denial: () => Denial | undefined): Pick<Journey, "until" | "fax"> {
  const until: Journey["until"] = async (what, look, timeoutMs = 20_000) => {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const refused = denial();
      if (refused) {
        throw new Error(
          `AccessDenied: ${refused.principal} may not ${refused.action} on ${refused.resource}`,
        );
      }
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`${what} did not happen`);
      await new Promise((done) => setTimeout(done, 30));
    }
  };
  const fax: Journey["fax"] = (id, ...statuses) =>
    until(`fax ${id} to be ${statuses.join(" or ")}`, async () => {
      const { body } = await run.call(`/v2/faxes/${id}`);
      return statuses.includes(body?.data?.status) ? body.data : undefined;
    });
  return { until, fax };
}

export const key = ({ principal, action, resource }: Grant): string => `${principal} ${action} ${resource}`;

const matches = (grant: Grant, use: Grant): boolean =>
  grant.principal === use.principal && grant.action === use.action && isLike(use.resource, grant.resource);

const isLike = (resource: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  ).test(resource);
