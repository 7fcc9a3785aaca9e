import { billingCheck } from "./checks/billing.ts";
import { cancelReasonCheck } from "./checks/cancel-reason.ts";
import { channelsCheck } from "./checks/channels.ts";
import { clientStateCheck } from "./checks/client-state.ts";
import { failoverCheck } from "./checks/failover.ts";
import { linkLengthCheck } from "./checks/link-length.ts";
import { listOrderCheck } from "./checks/list-order.ts";
import { mediaArrayCheck } from "./checks/media-array.ts";
import { mediaFetchCheck } from "./checks/media-fetch.ts";
import { partialContentCheck } from "./checks/partial-content.ts";
import { refreshCheck } from "./checks/refresh.ts";
import { terminalGetCheck } from "./checks/terminal-get.ts";
import { textDocumentCheck } from "./checks/text-document.ts";
import { webhookRetriesCheck } from "./checks/webhook-retries.ts";
import type { LiveCheck } from "./live-check.ts";

/** Every open question on the carrier, in the order in which they are tried: bills last, when there are faxes. */
export const liveChecks: LiveCheck[] = [
  mediaFetchCheck,
  terminalGetCheck,
  linkLengthCheck,
  mediaArrayCheck,
  textDocumentCheck,
  clientStateCheck,
  cancelReasonCheck,
  listOrderCheck,
  refreshCheck,
  failoverCheck,
  channelsCheck,
  webhookRetriesCheck,
  partialContentCheck,
  billingCheck,
];

export const liveCheckNames: string[] = liveChecks.map(({ name }) => name);
