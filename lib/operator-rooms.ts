import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { FaxFunction } from "./fax-function.ts";
import type { RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

export type OperatorRooms = { carrier: FaxFunction<"carrier">; diagnosis: FaxFunction<"diagnosis"> };

/** What the operator asks: how the carrier is set up, and whether every store and queue is well. */
export function buildOperatorRooms(
  kit: RoomKit,
  queues: WorkQueue[],
  firstApiKeySha256: string,
): OperatorRooms {
  const { table, documents, settings, carrierKeyParameter } = kit;
  const names = { TABLE: kit.names.TABLE, FIRST_API_KEY_SHA256: firstApiKeySha256 };

  const carrier = kit.fn("Carrier", "carrier", 20, 256, {
    ...names,
    ...kit.carrierEnvironment,
    CONNECTION_ID: kit.connectionId,
    DEFAULT_FROM: settings.connection?.from ?? "",
    CARRIER_PUBLIC_KEYS: settings.carrier.publicKeys.join(","),
    MEDIA_LINK: settings.mediaLink,
    ALLOWED_COUNTRIES: settings.allowedCountries.join(","),
    DEFAULT_COUNTRY: settings.defaultCountry,
    MAX_FAXES_PER_DAY: String(settings.maxFaxesPerDay),
    MAIL_DOMAIN: settings.mail?.domain ?? "",
    HEADER: kit.header,
  });
  // It shows the breaker, and closes it for whoever has mended what it is open for.
  table.grant(carrier, "GetItem", "UpdateItem");
  kit.grantCarrierKey(carrier, "GetParameter", "PutParameter");

  const diagnosis = kit.fn("Diagnosis", "diagnosis", 20, 256, {
    ...names,
    BUCKET: kit.names.BUCKET,
    CARRIER_KEY_PARAMETER: carrierKeyParameter,
    QUEUES: queues
      .map(({ node, queue, deadLetters }) => [node.id, queue.queueUrl, deadLetters.queueUrl].join("|"))
      .join(","),
  });
  table.grant(diagnosis, "GetItem");
  documents.grant(diagnosis, "PutObject", "probe/");
  documents.grant(diagnosis, "GetObject", "probe/");
  documents.grant(diagnosis, "DeleteObject", "probe/");
  kit.grantCarrierKey(diagnosis, "GetParameter");
  diagnosis.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ["sqs:GetQueueAttributes"],
      resources: queues.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    }),
  );
  return { carrier, diagnosis };
}
