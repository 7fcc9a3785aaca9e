/** It could not be done just now; the queue brings the order back. */
export class TryAgainLater extends Error {
  constructor(why: string) {
    super(why);
    this.name = "TryAgainLater";
  }
}
