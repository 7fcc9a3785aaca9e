import { checkGrant, key, mapGrants } from "../test/journeys/support/check-grants.ts";
import { openJourney } from "../test/journeys/support/laptop.ts";

/**
 * `npm run check:grants`: takes every Allow action of the template away in turn, resource by resource. A journey
 * must then fail with AccessDenied naming function, action and resource; a grant that nothing misses must go.
 */
const run = await openJourney({ speed: 50 });
const wrong: string[] = [];
let count = 0;
try {
  const users = await mapGrants(run, (line) => console.log(`journey ${line}`));
  for (const grant of run.cloud.door.grants()) {
    const { journey, problem } = await checkGrant(run, grant, users.get(key(grant)) ?? []);
    count += 1;
    console.log(
      `${problem ? "FAIL" : "ok  "} ${key(grant)}${journey ? ` <- ${journey}` : ""}${problem ? `: ${problem}` : ""}`,
    );
    if (problem) wrong.push(key(grant));
  }
} finally {
  await run.end();
}
console.log(`${count} grants tried, ${wrong.length} that nothing misses`);
process.exit(wrong.length === 0 ? 0 : 1);
