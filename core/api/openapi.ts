import type { GenericSchema } from "valibot";
import { replayBody } from "./delivery-query.ts";
import * as ofEndpoints from "./endpoint-view.ts";
import { changeKeyBody, createKeyBody } from "../api-key.ts";
import { putCarrierBody } from "../carrier-setup.ts";
import { changeContactBody, createContactBody } from "../contact.ts";
import * as ofContacts from "./contact-view.ts";
import * as ofMailboxes from "./mailbox-view.ts";
import { changeMailboxBody, createMailboxBody } from "../mailbox/mailbox-body.ts";
import { createBroadcastBody } from "./create-broadcast.ts";
import { createFaxBody } from "./create-fax.ts";
import * as answers from "./openapi-answers.ts";
import { fax } from "./openapi-fax-answer.ts";
import { faxDocument } from "./openapi-document-answers.ts";
import { faxPages } from "./fax-pages.ts";
import * as ofBroadcasts from "./openapi-broadcast-answers.ts";
import { cover } from "./cover-view.ts";
import { broadcastPaths } from "./openapi-broadcast-routes.ts";
import { contactPaths, contactWords } from "./openapi-contacts.ts";
import { mailboxPaths, mailboxWords } from "./openapi-mailboxes.ts";
import { coverPaths } from "./openapi-covers.ts";
import { changeEndpointWords, createEndpointWords, replayWords } from "./openapi-endpoint-words.ts";
import { endpointPaths } from "./openapi-endpoints.ts";
import { linkPaths } from "./openapi-links.ts";
import { webhooks } from "./openapi-webhooks.ts";
import { changeEndpointBody, createEndpointBody } from "../events/endpoint.ts";
import { faxPaths } from "./openapi-fax-routes.ts";
import { createBroadcastWords } from "./openapi-broadcast-words.ts";
import {
  changeKeyWords,
  createFaxWords,
  createKeyWords,
  putCarrierWords,
  withWords,
} from "./openapi-field-words.ts";
import { carrier, diagnosis, resumed } from "./openapi-operator-answers.ts";
import { operatorPaths } from "./openapi-operator-routes.ts";
import { otherPaths } from "./openapi-other-routes.ts";
import { previewPaths } from "./openapi-preview.ts";
import { preview } from "./preview.ts";
import { resendPaths, resendFaxWords } from "./openapi-resend.ts";
import { resendFaxBody } from "./resend-fax.ts";
import { problemAnswers } from "./openapi-problems.ts";
import { schemaRef, type OpenApi, type Schema } from "./openapi-shapes.ts";

/** Turns a schema of ours into JSON Schema 2020-12; given by the build, so that no function carries it. */
export type ToJsonSchema = (schema: GenericSchema) => Schema;

/** The API's description, OpenAPI 3.1, from the very schemas that check requests. */
export function describeApi(toJsonSchema: ToJsonSchema, version: string): OpenApi {
  return {
    openapi: "3.1.0",
    info: {
      title: "serverless-fax",
      version,
      summary: "A complete fax service in your own AWS account.",
      description:
        "Send and receive faxes. Bodies, answers and errors are wire-compatible with Telnyx's fax API: a Telnyx SDK works with `baseURL` set to this installation's `/v2`. " +
        "Fields and calls of our own never change the meaning of Telnyx's.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      {
        url: "{installation}",
        description: "Your deployment: the stack's output ApiUrl.",
        variables: {
          installation: {
            default: "https://example.execute-api.us-east-1.amazonaws.com",
            description: "The base that /v2 hangs on.",
          },
        },
      },
      { url: "http://127.0.0.1:4000", description: "The laptop run (npm start)." },
    ],
    tags: [
      { name: "Faxes", description: "Send, look, save, cancel, delete." },
      { name: "Broadcasts", description: "One document to many numbers. All of it is ours." },
      {
        name: "Webhooks",
        description: "Who hears of events, and what became of the telling. All of it is ours.",
      },
      {
        name: "Mailboxes",
        description: "Fax numbers with the people and rules they belong to. All of it is ours.",
      },
      {
        name: "Contacts",
        description: "Whom you fax, and the aliases that mail may be written to. All of it is ours.",
      },
      { name: "API keys", description: "Who may use the installation." },
      { name: "Installation", description: "Its health, what it refused, and its doors." },
    ],
    security: [{ apiKey: [] }],
    paths: {
      ...faxPaths,
      ...resendPaths,
      ...previewPaths,
      ...coverPaths,
      ...broadcastPaths,
      ...endpointPaths,
      ...contactPaths,
      ...mailboxPaths,
      ...linkPaths,
      ...otherPaths,
      ...operatorPaths,
    },
    webhooks,
    components: {
      schemas: schemas(toJsonSchema),
      responses: problemAnswers(),
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description:
            "An API key as `Authorization: Bearer <key>`. Scopes: `send`, `read`, `admin` (both, and keys). A key of a mailbox (`mailbox_id`) sees and sends the faxes of its mailbox only. Only hashes of keys are kept.",
        },
      },
    },
  };
}

function schemas(toJsonSchema: ToJsonSchema): Record<string, Schema> {
  const createFax = withWords(toJsonSchema(createFaxBody), createFaxWords);
  const createBroadcast = withWords(toJsonSchema(createBroadcastBody), createBroadcastWords);
  return {
    CreateFax: createFax,
    CreateFaxWithContents: withContents(createFax),
    ResendFax: withWords(toJsonSchema(resendFaxBody), resendFaxWords),
    CreateBroadcast: createBroadcast,
    CreateBroadcastWithContents: withContents(createBroadcast),
    Broadcast: toJsonSchema(ofBroadcasts.broadcast),
    BroadcastRejection: toJsonSchema(ofBroadcasts.rejection),
    BroadcastListMeta: toJsonSchema(ofBroadcasts.broadcastListMeta),
    PageMeta: toJsonSchema(ofBroadcasts.pageMeta),
    Fax: toJsonSchema(fax),
    FaxList: {
      type: "object",
      properties: {
        data: {
          type: "array",
          items: schemaRef("Fax"),
          description: "The faxes of this page, newest first.",
        },
        meta: { ...toJsonSchema(answers.listMeta), description: "Where this page stands." },
      },
      required: ["data", "meta"],
    },
    FaxDocument: toJsonSchema(faxDocument),
    FaxPages: toJsonSchema(faxPages),
    Cover: toJsonSchema(cover),
    Done: toJsonSchema(answers.done),
    CreateWebhookEndpoint: withWords(toJsonSchema(createEndpointBody), createEndpointWords),
    ChangeWebhookEndpoint: withWords(toJsonSchema(changeEndpointBody), changeEndpointWords),
    WebhookEndpoint: toJsonSchema(ofEndpoints.webhookEndpoint),
    WebhookSigningKey: toJsonSchema(ofEndpoints.webhookSigningKey),
    NewWebhookEndpoint: toJsonSchema(ofEndpoints.newWebhookEndpoint),
    RotatedWebhookSecret: toJsonSchema(ofEndpoints.rotatedSecret),
    WebhookDelivery: toJsonSchema(ofEndpoints.webhookDelivery),
    WebhookDeliveryListMeta: toJsonSchema(ofEndpoints.deliveryListMeta),
    ReplayWebhookDeliveries: withWords(toJsonSchema(replayBody), replayWords),
    ReplayedWebhookDeliveries: toJsonSchema(ofEndpoints.replayedDeliveries),
    CreateMailbox: withWords(toJsonSchema(createMailboxBody), mailboxWords),
    ChangeMailbox: withWords(toJsonSchema(changeMailboxBody), mailboxWords),
    Mailbox: toJsonSchema(ofMailboxes.mailbox),
    CreateContact: withWords(toJsonSchema(createContactBody), contactWords),
    ChangeContact: withWords(toJsonSchema(changeContactBody), contactWords),
    Contact: toJsonSchema(ofContacts.contact),
    ContactListMeta: toJsonSchema(ofContacts.contactListMeta),
    CreateKey: withWords(toJsonSchema(createKeyBody), createKeyWords),
    ChangeKey: withWords(toJsonSchema(changeKeyBody), changeKeyWords),
    ApiKey: toJsonSchema(answers.apiKey),
    NewApiKey: toJsonSchema(answers.newApiKey),
    Refusal: toJsonSchema(answers.refusal),
    Health: toJsonSchema(answers.health),
    PutCarrier: withWords(toJsonSchema(putCarrierBody), putCarrierWords),
    Carrier: toJsonSchema(carrier),
    Resumed: toJsonSchema(resumed),
    Preview: toJsonSchema(preview),
    Diagnosis: toJsonSchema(diagnosis),
    Problem: toJsonSchema(answers.problem),
  };
}

/** The multipart form: the same fields, and the pages beside them. */
function withContents(withoutPages: Schema): Schema {
  const {
    media_url: _url,
    documents: _list,
    ...fields
  } = withoutPages["properties"] as Record<string, Schema>;
  const contents = {
    type: "array",
    minItems: 1,
    items: { type: "string", contentMediaType: "application/pdf" },
    description:
      "The pages: one document (PDF, TIFF, PNG, JPEG, GIF, WebP, text or HTML) or several in order, together at most 4 MB. Same as Telnyx's field, which takes one file.",
  };
  return { ...withoutPages, properties: { ...fields, contents } };
}
