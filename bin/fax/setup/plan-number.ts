import { lastDigitsFirst } from "../discreet.ts";
import type { AccountNumber, Application } from "./account.ts";
import type { SetupState, Step } from "./plan.ts";

export type NumberPlan = { number: string; steps: Step[]; problems: string[]; inPlace: string[] };

/** The number that was named, else that of the settings, else the only one there is. One is ordered only if told to. */
export function planNumber(state: SetupState, application: Application | undefined): NumberPlan {
  const { account, wanted } = state;
  const named = wanted.number ?? state.deployment.from;
  const found = account.numbers.find(({ number }) => number === named);
  if (found) return planFound(found, application);
  if (wanted.offer) {
    const { offer } = wanted;
    return { number: offer.number, steps: [{ do: "order_number", offer }], problems: [], inPlace: [] };
  }
  if (named !== "") {
    const problem =
      `${lastDigitsFirst(named)} ${wanted.number ? "" : "of the deployment's settings "}is not on this account: ` +
      "name one that is with --number, or order one with --order-number ($1.00 a month).";
    return { number: "", steps: [], problems: [problem], inPlace: [] };
  }
  return planOnlyOne(account.numbers, application);
}

function planFound(found: AccountNumber, application: Application | undefined): NumberPlan {
  if (found.status !== "active") {
    const problem = `${lastDigitsFirst(found.number)} is not active yet (${found.status || "no status"}): see Mission Control -> Numbers -> My numbers.`;
    return { number: found.number, steps: [], problems: [problem], inPlace: [] };
  }
  const isAssigned = application !== undefined && found.applicationId === application.id;
  return {
    number: found.number,
    steps: isAssigned ? [] : [{ do: "assign_number", number: found }],
    problems: [],
    inPlace: isAssigned ? [`${lastDigitsFirst(found.number)}.`] : [],
  };
}

/** No number is named anywhere: one is taken only where there is no choice. */
function planOnlyOne(numbers: AccountNumber[], application: Application | undefined): NumberPlan {
  const free = numbers.filter(
    ({ status, applicationId }) =>
      status === "active" && (applicationId === "" || applicationId === application?.id),
  );
  const [only] = free;
  if (only && free.length === 1) return planFound(only, application);
  const problem =
    free.length === 0
      ? "The account has no free number: order one with --order-number ($1.00 a month), or name one with --number."
      : `The account has ${free.length} free numbers: name the one to fax from with --number.`;
  return { number: "", steps: [], problems: [problem], inPlace: [] };
}
