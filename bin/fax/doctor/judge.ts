import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { aboutApi } from "./findings/about-api.ts";
import { aboutApplication } from "./findings/about-application.ts";
import { aboutCarrierKey } from "./findings/about-carrier-key.ts";
import { aboutHeader } from "./findings/about-header.ts";
import { aboutMail } from "./findings/about-mail.ts";
import { aboutMailboxes } from "./findings/about-mailboxes.ts";
import { aboutNumber } from "./findings/about-number.ts";
import { aboutProfile } from "./findings/about-profile.ts";
import { aboutStores } from "./findings/about-stores.ts";
import { aboutWebhooks } from "./findings/about-webhooks.ts";

/** Every check, in the order in which one would look. Pure; one cause turns one line red. */
export function judge(facts: Facts): Finding[] {
  const door = aboutApi(facts);
  if (facts.door.fault !== undefined) return door;
  return [
    ...door,
    ...aboutStores(facts),
    ...aboutCarrierKey(facts),
    ...aboutApplication(facts),
    ...aboutProfile(facts),
    ...aboutNumber(facts),
    ...aboutMailboxes(facts),
    ...aboutWebhooks(facts),
    ...aboutHeader(facts),
    ...aboutMail(facts),
  ];
}
