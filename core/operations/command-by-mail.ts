import { Problem } from "../errors.ts";
import { isClosed, type Fax, type FaxRequest, type OutboundFax } from "../fax.ts";
import { commandIn, standOf } from "../mail/commands.ts";

export type CommandDeps = {
  readFax: (id: string) => Promise<{ fax: Fax; request: FaxRequest | undefined } | undefined>;
  /** Throws `Problem` where it cannot be canceled. */
  cancel: (id: string) => Promise<void>;
};

/** Does what a sender asks of his fax by mail, and answers in words. Of others' faxes nobody is told whether they exist. */
export async function commandByMail(
  deps: CommandDeps,
  faxId: string,
  text: string,
  sender: string,
): Promise<string> {
  const fax = await ownFax(deps, faxId, sender);
  if (!fax) return "There is no such fax of yours.";
  return `Your fax to ${fax.to}:\n${await answer(deps, fax, text, sender)}`;
}

async function answer(deps: CommandDeps, fax: OutboundFax, text: string, sender: string): Promise<string> {
  switch (commandIn(text)) {
    case "stop":
      return stop(deps, fax, sender);
    case "status":
      return standOf(fax);
    case undefined:
      return "Begin your answer with STOP to cancel it while it waits, or with STATUS to hear how it stands.";
  }
}

async function ownFax(deps: CommandDeps, id: string, sender: string): Promise<OutboundFax | undefined> {
  const found = await deps.readFax(id);
  const origin = found?.request?.origin;
  const isOwn = origin?.door === "mail" && origin.by === sender;
  return isOwn && found?.fax.direction === "outbound" ? found.fax : undefined;
}

async function stop(deps: CommandDeps, fax: OutboundFax, sender: string): Promise<string> {
  if (isClosed(fax.status)) return `It cannot be stopped any more. ${standOf(fax)}`;
  try {
    await deps.cancel(fax.id);
  } catch (error) {
    // It ended between the look and the write.
    if (!(error instanceof Problem)) throw error;
  }
  const after = (await ownFax(deps, fax.id, sender)) ?? fax;
  return after.status === "sending"
    ? "It is being sent at this moment, and stopped if the carrier still can. STATUS tells what became of it."
    : standOf(after);
}
