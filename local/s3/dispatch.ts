/** The one table from operation to handler. */
import {
  configKinds,
  createBucket,
  deleteBucket,
  deleteConfig,
  getBucketLocation,
  getConfig,
  putConfig,
} from "./bucket-config.ts";
import type { S3Call } from "./call.ts";
import { completeMultipartUpload } from "./complete-multipart.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import { getObject, getObjectAttributes, headBucket } from "./get-object.ts";
import { listBuckets, listObjects } from "./list-objects.ts";
import { listMultipartUploads, listParts } from "./list-uploads.ts";
import { listObjectVersions } from "./list-versions.ts";
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from "./multipart.ts";
import type { S3Operation } from "./operations.ts";
import { putObject } from "./put-object.ts";
import { notImplemented } from "./s3-error.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./tagging.ts";

const { cors, policy, lifecycle, notification, versioning } = configKinds;

export const handlers: Record<S3Operation, (call: S3Call) => Promise<void>> = {
  ListBuckets: listBuckets,
  GetBucketLocation: getBucketLocation,
  GetBucketCors: getConfig(cors),
  PutBucketCors: putConfig(cors),
  DeleteBucketCors: deleteConfig(cors),
  GetBucketPolicy: getConfig(policy),
  PutBucketPolicy: putConfig(policy),
  DeleteBucketPolicy: deleteConfig(policy),
  GetBucketVersioning: getConfig(versioning),
  PutBucketVersioning: putConfig(versioning),
  GetBucketNotification: getConfig(notification),
  PutBucketNotification: putConfig(notification),
  GetBucketLifecycle: getConfig(lifecycle),
  PutBucketLifecycle: putConfig(lifecycle),
  DeleteBucketLifecycle: deleteConfig(lifecycle),
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  HeadBucket: headBucket,
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  DeleteObjects: deleteObjects,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  GetObjectAttributes: getObjectAttributes,
  ListParts: listParts,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  CreateMultipartUpload: createMultipartUpload,
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  Unsupported: () => Promise.reject(notImplemented()),
};
