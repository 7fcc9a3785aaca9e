import { text } from "../../fields.ts";
import { faxThatFails, readCarrierFax, refusalWords, tryFax } from "../carrier-fax.ts";
import { undialled, type LiveCheck } from "../live-check.ts";

const lengths = [256, 1024, 4096, 8192, 16_384];
/** Fax id and attempt in Base64, with room to spare. */
const neededLength = 256;

export const clientStateCheck: LiveCheck = {
  name: "client-state",
  question: "How long may client_state be?",
  assumes: `At least ${neededLength} characters, given back unchanged; the deployment needs no more.`,
  sends: undialled(lengths.length),
  run: async (context) => {
    let longest = 0;
    for (const length of lengths) {
      const state = "QUJD".repeat(length / 4);
      const tried = await tryFax(context, { ...faxThatFails(context), client_state: state });
      const kept = tried.isAccepted
        ? text(await readCarrierFax(context, text(tried.fax, "id")), "client_state") === state
        : false;
      if (!kept) {
        const why = tried.isAccepted ? "it comes back changed" : `refused: ${refusalWords(tried)}`;
        return {
          found: `${longest} characters are kept; ${length} are not (${why}).`,
          verdict: longest >= neededLength ? "as assumed" : "differs",
        };
      }
      longest = length;
    }
    return { found: `${longest} characters are kept; more was not tried.`, verdict: "as assumed" };
  },
};
