/** A route key of an HTTP API, taken apart: `GET /v2/faxes/{id}`, `ANY /{proxy+}`, `$default`. */
export type Route<Target> = { key: string; method: string; segments: string[] | undefined; target: Target };

export function parseRoute<Target>(key: string, target: Target): Route<Target> {
  if (key === "$default") return { key, method: "ANY", segments: undefined, target };
  const [method = "", path = ""] = key.split(" ");
  return { key, method, segments: path.split("/").slice(1), target };
}

/**
 * The most specific route that fits, as API Gateway chooses: a full match before a greedy one, a fixed
 * segment before a variable, a method before ANY, and `$default` last.
 */
export function chooseRoute<Target>(
  routes: Route<Target>[],
  method: string,
  path: string,
): { route: Route<Target>; pathParameters: Record<string, string> } | undefined {
  const parts = path.split("/").slice(1);
  const found = routes.flatMap((route) => {
    if (route.method !== "ANY" && route.method !== method) return [];
    const pathParameters = match(route.segments, parts);
    return pathParameters ? [{ route, pathParameters, rank: rankOf(route) }] : [];
  });
  found.sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return found[0];
}

function match(segments: string[] | undefined, parts: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  if (!segments) return parameters;
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    const name = /^\{([^}+]+)(\+?)\}$/.exec(segment);
    if (!name?.[1]) {
      if (segment !== part) return undefined;
    } else if (name[2]) {
      parameters[name[1]] = parts.slice(index).map(decoded).join("/");
      return parameters;
    } else {
      if (part === "") return undefined;
      parameters[name[1]] = decoded(part);
    }
  }
  return segments.length === parts.length ? parameters : undefined;
}

/** Sorts by text: one letter per segment, the more specific the earlier. */
function rankOf({ method, segments }: Route<unknown>): string {
  if (!segments) return "z";
  const kinds = segments.map((segment) =>
    segment.endsWith("+}") ? "c" : segment.startsWith("{") ? "b" : "a",
  );
  return `${kinds.includes("c") ? "c" : "a"}${kinds.join("")}${method === "ANY" ? "b" : "a"}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
