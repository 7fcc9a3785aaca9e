import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { isCarrierKey } from "../../core/carrier-setup.ts";

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
        kept = isCarrierKey(value) ? { value, until: now + keptMs } : undefined;
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

/** Stores the carrier's API key as a SecureString under the AWS-managed key, over the one before. */
export async function storeCarrierKey(parameterName: string, key: string): Promise<void> {
  const client = new SSMClient({ maxAttempts: 5 });
  await client.send(
    new PutParameterCommand({ Name: parameterName, Value: key, Type: "SecureString", Overwrite: true }),
  );
}
