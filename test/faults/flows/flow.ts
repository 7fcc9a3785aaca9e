import type { Stage } from "../harness/stage.ts";

/** Something a user wants, from end to end. Everything it orders must end as it should, whatever strikes it. */
export type Flow = {
  name: string;
  run: (stage: Stage) => Promise<void>;
  /** The sweep is this flow's own way: its calls are struck, too. */
  bySweep?: true;
  /**
   * Functions whose triggers nobody repeats, for what is told to people and their programs: a record or message that
   * never came is told by nobody. Lambda and SQS themselves lose none, and keep what failed again and again.
   */
  hangsOn?: ("relay" | "mail")[];
};
