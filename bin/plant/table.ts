import type { PlantName } from "../../local/plants.ts";

/** Where a fault is switched on: at the laptop's one door, or at the simulated carrier. */
export type Plant = {
  name: PlantName | "simulator-wrong-key";
  at: "door" | "simulator";
  /** What the stand-in does while it is on. */
  lie: string;
  /** The file and the titles of the tests that must notice it. */
  file: string;
  tests: string[];
};

export const plants: Plant[] = [
  {
    name: "s3-expired-link",
    at: "door",
    lie: "S3 serves a presigned link whose time is over",
    file: "test/journeys/send.test.ts",
    tests: ["ends failed, upload_expired, after 24 hours"],
  },
  {
    name: "dynamodb-condition",
    at: "door",
    lie: "DynamoDB writes whatever its condition says",
    file: "test/journeys/send.test.ts",
    tests: ["answers the same fax to the same body, and refuses another body"],
  },
  {
    name: "iam-open-action",
    at: "door",
    lie: "IAM lets everybody do dynamodb:GetItem",
    file: "test/journeys/grants.test.ts",
    tests: ["the refusal reads as AWS's, and reaches the caller as nothing but a 500"],
  },
  {
    name: "sqs-dropped-message",
    at: "door",
    lie: "SQS loses every message it took",
    file: "test/journeys/send.test.ts",
    tests: ["by media_url", "by multipart contents"],
  },
  {
    name: "stream-silent",
    at: "door",
    lie: "the table's stream tells nothing",
    file: "test/journeys/send.test.ts",
    tests: ["by media_url", "by multipart contents"],
  },
  {
    name: "simulator-wrong-key",
    at: "simulator",
    lie: "the carrier signs its events with a key that is not its own",
    file: "test/journeys/send.test.ts",
    tests: ["by media_url", "by multipart contents"],
  },
];
