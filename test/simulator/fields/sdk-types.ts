import type { Fax } from "telnyx/resources/faxes/faxes";
import type { FaxApplication as SdkApplication } from "telnyx/resources/fax-applications";
import type { NumberOrderWithPhoneNumbers } from "telnyx/resources/number-orders";
import type { OutboundVoiceProfile } from "telnyx/resources/outbound-voice-profiles";
import type { NumbersPhoneNumberDetailed } from "telnyx/resources/phone-numbers/phone-numbers";
import type { WebhookDelivery as SdkDelivery } from "telnyx/resources/webhook-deliveries";
import type { FaxApplication } from "../../../simulator/account/fax-application.ts";
import type { NumberOrder } from "../../../simulator/account/number-order.ts";
import type { PhoneNumber } from "../../../simulator/account/phone-number.ts";
import type { VoiceProfile } from "../../../simulator/account/voice-profile.ts";
import type { toWireFax } from "../../../simulator/fax/wire-fax.ts";
import type { WebhookDelivery } from "../../../simulator/webhooks/delivery-log.ts";

/** A field that may be null in truth though the official type does not say so. */
type OrNull<T> = { [K in keyof T]: T[K] | null };
type Documented = Omit<SdkApplication, "inbound" | "outbound"> & {
  inbound?: OrNull<SdkApplication.Inbound>;
  outbound?: OrNull<SdkApplication.Outbound>;
};
type Holds<Ours extends Sdk, Sdk> = Ours;

/** Each of our types is one of the official type: a field of a wrong type does not compile. */
export type Proven = [
  Holds<ReturnType<typeof toWireFax>, Fax>,
  Holds<FaxApplication, Documented>,
  Holds<VoiceProfile, OutboundVoiceProfile>,
  Holds<PhoneNumber, NumbersPhoneNumberDetailed>,
  Holds<NumberOrder, NumberOrderWithPhoneNumbers>,
  Holds<Omit<WebhookDelivery, "webhook">, Omit<SdkDelivery, "webhook">>,
  Holds<WebhookDelivery["webhook"], NonNullable<SdkDelivery["webhook"]>>,
];
