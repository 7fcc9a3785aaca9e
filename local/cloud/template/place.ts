/** Where the laptop's stack pretends to be. */
export const place = {
  region: "us-east-1",
  account: "000000000000",
  partition: "aws",
  urlSuffix: "amazonaws.com",
} as const;

/** `arn:aws:<service>:us-east-1:000000000000:<rest>` */
export const arnOf = (service: string, rest: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${rest}`;
