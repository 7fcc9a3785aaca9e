import { bothBundles, functionNames } from "./bundles.ts";
import type { Figure } from "./figure.ts";

/** KiB of minified JavaScript of every function, beside the usual bundle of the same source. */
export function measureSizes(): Promise<Figure[]> {
  const { ours, usual } = bothBundles();
  return Promise.resolve(
    functionNames.map((name) => ({
      name: `code of ${name}`,
      measured: ours(name).kib,
      baseline: usual(name).kib,
      against: "usual bundle",
      unit: "KiB",
      judged: "ratio",
    })),
  );
}
