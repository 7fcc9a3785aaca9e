/** What the bucket tells about a change, once the change is on the disk. */
export type S3Event = {
  /** Without the `s3:`: "ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy",
   * "ObjectCreated:CompleteMultipartUpload", "ObjectRemoved:Delete" or "ObjectRemoved:DeleteMarkerCreated". */
  eventName: string;
  bucket: string;
  key: string;
  size: number;
  /** Without quotes; empty for a removal. */
  eTag: string;
  /** Hexadecimal, of fixed width; grows with every change. */
  sequencer: string;
  time: Date;
};
