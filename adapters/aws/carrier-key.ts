import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";

/** Reads the carrier's API key from its SecureString parameter; undefined while nobody has put it there. */
export function carrierKeyReader(parameterName: string, keptMs = 60_000) {
  const client = new SSMClient({ maxAttempts: 5 });
  let kept: { value: string; until: number } | undefined;
  return {
    async read(now: number): Promise<string | undefined> {
      if (kept && kept.until > now) return kept.value;
      try {
        const answer = await client.send(
          new GetParameterCommand({ Name: parameterName, WithDecryption: true }),
        );
        const value = answer.Parameter?.Value?.trim() ?? "";
        // What cannot stand in a header is no key: a curly quote, a line break in the middle.
        const isKey = /^[\x21-\x7e]{1,500}$/.test(value);
        kept = isKey ? { value, until: now + keptMs } : undefined;
        return kept?.value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    /** The carrier refused the key: read it anew next time. */
    forget(): void {
      kept = undefined;
    },
  };
}
