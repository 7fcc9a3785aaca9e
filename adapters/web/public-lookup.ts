import { lookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../../core/web-address.ts";

const privateCode = "EPRIVATE";

/** Whether a connection failed because `publicLookup` let no address through. */
export const isPrivateRefusal = (error: NodeJS.ErrnoException): boolean => error.code === privateCode;

/** Resolves a name and lets only public addresses through, so that the socket cannot go anywhere else. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, "", 0);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      const refusal: NodeJS.ErrnoException = Object.assign(new Error("private address"), {
        code: privateCode,
      });
      return callback(refusal, "", 0);
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
