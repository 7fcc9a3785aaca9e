import type { CarrierSettings } from "./settings.ts";

/** The carrier of a run: the simulator, or the real one behind an outer door. */
export type LaptopCarrier = {
  settings: CarrierSettings;
  baseUrl: string;
  publicKey: string;
  apiKey: string;
  /** False where the deployment is to learn the key by `fax setup`. */
  isKeyKnown: boolean;
  simulatorUrl: string | undefined;
  /** The tunnel's address and the port it must lead to, with the real carrier. */
  publicUrl: string | undefined;
  publicDoorPort: number | undefined;
  /** Tells the carrier (or the outer door) where the engines are, once they are up. */
  connect: (doors: { apiUrl: string; doorUrl: string }) => Promise<void>;
  close: () => Promise<void>;
};
