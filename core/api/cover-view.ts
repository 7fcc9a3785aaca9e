import * as v from "valibot";
import { keptCoverKinds, type KeptCover } from "../covers.ts";
import { count, said, text, time } from "./described.ts";

/** A cover page or logo of the installation's own, as the API shows it. */
export const cover = v.object({
  record_type: said(v.literal("cover"), "Always `cover`."),
  name: text("Its name, for `cover_page.own` or `cover_page.logo`."),
  kind: said(v.picklist(keptCoverKinds), "`pdf` and `html` are pages, for `own`; `picture` is for `logo`."),
  places: said(
    v.array(v.string()),
    "Names of the form's fields, or of the `{{places}}` of the HTML: `to`, `from`, `subject`, `message`, `pages`, `date`, `to_name`, `to_number`, `from_name` and `from_number` are filled, others stay empty.",
  ),
  size_bytes: count("Size of the file."),
  stored_at: time("When it was stored."),
});

export const coverView = (kept: KeptCover): v.InferOutput<typeof cover> => ({
  record_type: "cover",
  name: kept.name,
  kind: kept.kind,
  places: kept.places,
  size_bytes: kept.sizeBytes,
  stored_at: new Date(kept.storedAt).toISOString(),
});
