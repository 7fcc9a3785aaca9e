import { carrier, diagnosis, resumed } from "./openapi-examples.ts";
import { curl } from "./openapi-fax-routes.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, schemaRef, type Paths } from "./openapi-shapes.ts";

/** What the operator asks: `fax setup` and `fax doctor` are clients of these. */
export const operatorPaths: Paths = {
  "/v2/carrier": {
    get: {
      operationId: "getCarrier",
      tags: ["Installation"],
      summary: "See how the carrier is set up",
      description: "What the settings say of the carrier, and which key is stored. Scope `admin`.",
      responses: {
        "200": dataAnswer("The set-up.", schemaRef("Carrier"), carrier),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`"$FAX_URL/v2/carrier"`),
    },
    put: {
      operationId: "putCarrier",
      tags: ["Installation"],
      summary: "Store the carrier's API key",
      description:
        "Tries the key against the carrier and stores it over the one before; functions that know the old one may use it for up to a minute. Scope `admin`.",
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: schemaRef("PutCarrier"),
            example: { api_key: "KEY0123456789ABCDEF" },
          },
        },
      },
      responses: {
        "200": dataAnswer("The key is stored.", schemaRef("Carrier"), carrier),
        ...refusals(400, 401, 403, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-X PUT -H "Content-Type: application/json"`,
        `-d "{\\"api_key\\":\\"$TELNYX_API_KEY\\"}" "$FAX_URL/v2/carrier"`,
      ),
    },
  },
  "/v2/carrier/actions/resume": {
    post: {
      operationId: "resumeSending",
      tags: ["Installation"],
      summary: "Let faxes go again",
      description:
        "Where the account as a whole could not send (blocked or out of funds, no outbound profile, the day's spend reached, a refused key), every fax waits. Call this once that is mended, and they go at once; otherwise one fax is tried from time to time. " +
        "If the account still cannot send, the first fax that is tried stops them again, and nothing is lost. Scope `admin`.",
      responses: {
        "200": dataAnswer("Faxes may go.", schemaRef("Resumed"), resumed),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`-X POST "$FAX_URL/v2/carrier/actions/resume"`),
    },
  },
  "/v2/diagnosis": {
    get: {
      operationId: "getDiagnosis",
      tags: ["Installation"],
      summary: "Look at every store and queue",
      description:
        "Reads the table, writes, reads and deletes an object of its own in the bucket, counts the queues' messages and those given up. Scope `admin`.",
      responses: {
        "200": dataAnswer("What was found.", schemaRef("Diagnosis"), diagnosis),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`"$FAX_URL/v2/diagnosis"`),
    },
  },
};
