/** A number that can be bought. */
export type AvailableNumber = { phoneNumber: string; country: string; areaCode: string; features: string[] };

/** Area codes with numbers for sale, by country; all numbers are invented. */
const areaCodes: [country: string, callingCode: string, areaCodes: string[], subscriber: string][] = [
  ["US", "1", ["312", "206", "212", "415", "617"], "555020"],
  ["CA", "1", ["416", "604", "514"], "555020"],
  ["GB", "44", ["20"], "7946090"],
];
const numbersPerAreaCode = 10;
/** Every so many numbers one cannot be faxed to. */
const faxlessEvery = 5;

/** All numbers for sale: those the connection is to have come first. */
export const inventory = (wanted: string[]): AvailableNumber[] => {
  const stock = areaCodes.flatMap(([country, callingCode, codes, subscriber]) =>
    codes.flatMap((areaCode) =>
      Array.from({ length: numbersPerAreaCode }, (_, index) => ({
        phoneNumber: `+${callingCode}${areaCode}${subscriber}${index}`,
        country,
        areaCode,
        features: index % faxlessEvery === faxlessEvery - 1 ? ["voice", "sms"] : ["voice", "fax"],
      })),
    ),
  );
  const first = wanted.map((phoneNumber) => ({
    phoneNumber,
    ...placeOf(phoneNumber),
    features: ["voice", "fax"],
  }));
  return [...first, ...stock.filter(({ phoneNumber }) => !wanted.includes(phoneNumber))];
};

function placeOf(phoneNumber: string): { country: string; areaCode: string } {
  for (const [country, callingCode, codes] of areaCodes) {
    const areaCode = codes.find((code) => phoneNumber.startsWith(`+${callingCode}${code}`));
    if (areaCode !== undefined) return { country, areaCode };
  }
  return { country: "US", areaCode: phoneNumber.slice(2, 5) };
}
