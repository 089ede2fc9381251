/** S3 as a Terraform state needs it: one object, whole. */
import type { S3Client } from '@aws-sdk/client-s3'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AwsError } from '../model/failure.js'
import { absentWhen, type Attempt } from './errors.js'

/** undefined: the bucket has no such object. */
export type ReadObject = (bucket: string, key: string) => TE.TaskEither<AwsError, Uint8Array | undefined>

export const readObjectFrom =
  (client: () => Promise<S3Client>, attempt: Attempt): ReadObject =>
  (bucket, key) =>
    pipe(
      attempt({ operation: 's3:GetObject', subject: `s3://${bucket}/${key}` }, async () => {
        const { GetObjectCommand } = await import('@aws-sdk/client-s3')
        const { Body } = await (await client()).send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return Body?.transformToByteArray()
      }),
      absentWhen(({ code }) => code === 'NoSuchKey'),
    )
