import type { Stage } from "../harness/stage.ts";

/** Something a user wants, from end to end. Everything it orders must end as it should, whatever strikes it. */
export type Flow = {
  name: string;
  run: (stage: Stage) => Promise<void>;
  /** The sweep is this flow's own way: its calls are struck, too. */
  bySweep?: true;
  /**
   * What it orders is told from the table's stream alone. A record that the relay never gets is told by nobody; Lambda
   * itself loses none, and keeps whole in the bucket what failed ten times.
   */
  hangsOnRecords?: true;
};
