import { pause } from "./engine.ts";

export type Need = { action: string; resource: string };
/** Throws AccessDenied, naming principal, action and resource. */
export type Authorize = (principal: string, action: string, resource: string) => void;

/**
 * An event source acts as its function's role. Without a grant it stands still, as on AWS, and looks
 * again every second; the refusal is told once.
 */
export function permissionGate(options: {
  principal: string;
  authorize: Authorize;
  log: (line: string) => void;
  signal: AbortSignal;
}) {
  let told = "";
  return {
    async passes(needs: Need[]): Promise<boolean> {
      try {
        for (const { action, resource } of needs) options.authorize(options.principal, action, resource);
        told = "";
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (told !== reason) options.log(`The event source of ${options.principal} stopped. ${reason}`);
        told = reason;
        await pause(1000, options.signal);
        return false;
      }
    },
  };
}
