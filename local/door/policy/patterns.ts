/** The wildcards of IAM: `*` is any run of characters, `?` is one (IAM User Guide, "IAM JSON policy elements"). */

const escaped = (char: string): string => char.replace(/[.+^${}()|[\]\\/-]/g, "\\$&");

function regexOf(pattern: string, flags: string, one = ".", many = ".*"): RegExp {
  const source = [...pattern]
    .map((char) => (char === "*" ? many : char === "?" ? one : escaped(char)))
    .join("");
  return new RegExp(`^${source}$`, flags);
}

const cache = new Map<string, RegExp>();
const mostCached = 5_000;

function cached(kind: string, pattern: string, make: () => RegExp): RegExp {
  const key = `${kind} ${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= mostCached) cache.clear();
  const made = make();
  cache.set(key, made);
  return made;
}

/** `s3:Get*` against `s3:GetObject`; case plays no part. */
export const matchesAction = (pattern: string, action: string): boolean =>
  cached("action", pattern, () => regexOf(pattern, "is")).test(action);

/** StringLike: wildcards, and case counts. */
export const matchesText = (pattern: string, text: string): boolean =>
  cached("text", pattern, () => regexOf(pattern, "s")).test(text);

/**
 * A policy's Resource against an ARN. A wildcard stays inside its colon-delimited segment, unless it ends
 * the segment: then it may reach over the following ones.
 */
export const matchesResource = (pattern: string, arn: string): boolean =>
  cached("resource", pattern, () => resourceRegex(pattern)).test(arn);

function resourceRegex(pattern: string): RegExp {
  if (pattern === "*") return /^/;
  const { head, resource } = splitArn(pattern);
  const segments = head.map((segment) => {
    const reaches = segment.endsWith("*");
    const inner = regexOf(reaches ? segment.slice(0, -1) : segment, "", "[^:]", "[^:]*").source.slice(1, -1);
    return reaches ? `${inner}.*` : inner;
  });
  if (resource !== undefined) segments.push(regexOf(resource, "").source.slice(1, -1));
  return new RegExp(`^${segments.join(":")}$`, "s");
}

/** ArnLike and ArnEquals: each of the six parts of an ARN is compared by itself. */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = splitArn(pattern);
  const given = splitArn(arn);
  if (wanted.resource === undefined || given.resource === undefined) return false;
  return (
    wanted.head.every((part, index) => matchesText(part, given.head[index] ?? "")) &&
    matchesText(wanted.resource, given.resource)
  );
}

/** The first five parts of an ARN, and the resource, which may itself hold colons. */
function splitArn(arn: string): { head: string[]; resource: string | undefined } {
  const parts = arn.split(":");
  const resource = parts.length > 5 ? parts.slice(5).join(":") : undefined;
  return { head: parts.slice(0, 5), resource };
}
