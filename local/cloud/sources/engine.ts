/** One operation of an engine's JSON protocol: "SendMessage", "Scan", ... */
export type EngineCall = (operation: string, body: unknown) => Promise<unknown>;

/** Waits in real time; answers at once when the signal ends the wait. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
