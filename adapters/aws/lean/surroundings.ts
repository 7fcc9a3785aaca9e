/** What Lambda tells a function about AWS, and where else a variable says that a service is. */
export type Surroundings = { endpoint: URL; region: string; credentials: Credentials };
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
export type ServiceId = "dynamodb" | "sqs" | "ssm" | "s3" | "scheduler" | "events";

/** What the SDK's variables call a service, where it is not what the service's host is called. */
const variableNames: Partial<Record<ServiceId, string>> = { events: "EVENTBRIDGE" };

/** Reads region, credentials and endpoint from the variables that the SDK reads too. Throws if one is missing. */
export function readSurroundings(service: ServiceId): Surroundings {
  const region = variable("AWS_REGION");
  const sessionToken = process.env["AWS_SESSION_TOKEN"];
  return {
    region,
    endpoint: new URL(
      process.env[`AWS_ENDPOINT_URL_${variableNames[service] ?? service.toUpperCase()}`] ||
        process.env["AWS_ENDPOINT_URL"] ||
        regionalEndpoint(service, region),
    ),
    credentials: {
      accessKeyId: variable("AWS_ACCESS_KEY_ID"),
      secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken ? { sessionToken } : {}),
    },
  };
}

/** `https://sqs.eu-central-1.amazonaws.com`; China has a domain of its own. */
export const regionalEndpoint = (service: ServiceId, region: string): string =>
  `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment lacks ${name}`);
  return value;
}
