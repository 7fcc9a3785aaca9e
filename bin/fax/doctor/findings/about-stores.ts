import type { Facts } from "../facts.ts";
import { fail, ok, skip, warn, type Finding } from "../finding.ts";

/** What the deployment says of its own table, bucket and queues, a line each. */
export function aboutStores({ diagnosis, deployment, apiKey }: Facts): Finding[] {
  if (diagnosis === undefined) {
    return apiKey.is === "admin"
      ? [
          fail(
            "table, bucket, queues",
            "The deployment did not say how they are.",
            "Look into the log of the Diagnosis function; if there is none: npm run deploy",
          ),
        ]
      : [skip("table, bucket, queues", "not checked: needs an admin key")];
  }
  return diagnosis
    .filter(
      ({ check, status }) =>
        !(check === "carrier_key" && (status === "ok" || deployment?.isKeyStored === false)),
    )
    .map(({ check, status, detail, mend }) => {
      const name = check.replace("_", " ").replace(/^queue:/, "queue ");
      if (status === "ok") return ok(name, detail);
      return (status === "warning" ? warn : fail)(name, detail, mend || "See docs/runbook.md");
    });
}
