import { Type } from 'typebox'
import { Id, Time, nullable, oneOf } from '../schemas.ts'
import { Named } from '../lists/list-schemas.ts'
import { UploadQuery } from '../lists/upload-query.ts'
import type { KeptUpload } from './kept-uploads.ts'
import { PART_BYTES } from './upload.ts'
import type { StoredUpload } from './upload-store.ts'

const SHA256 = '^[0-9a-f]{64}$'
const Bytes = Type.Integer({ minimum: 0 })
const { dryRun: _, ...said } = UploadQuery.properties

/** What is said of a file beside it, as of one that comes whole. */
export const PartsQuery = Type.Object(said, { additionalProperties: false })
export const PartsBody = Type.Object(
  {
    size: Type.Integer({ minimum: 1, description: 'Bytes of the whole file' }),
    headSha256: Type.String({
      pattern: SHA256,
      description: 'Of its first MiB, or of all of a shorter file: by it an upload is found again',
    }),
  },
  { additionalProperties: false },
)
export const FinishBody = Type.Object(
  { sha256: Type.String({ pattern: SHA256, description: 'Of the whole file' }) },
  { additionalProperties: false },
)
export const PartQuery = Type.Object(
  { offset: Type.Integer({ minimum: 0, description: 'Of its first byte in the file' }) },
  { additionalProperties: false },
)
export const Upload = Type.Object({
  id: Id,
  listId: Id,
  state: oneOf(['receiving', 'reading', 'done', 'failed']),
  size: Bytes,
  offset: Type.Integer({ description: 'Bytes that are here, and where the next part begins' }),
  partBytes: Type.Integer({ description: 'Longest part' }),
  submissionId: nullable(Id),
  failure: nullable(Type.String({ description: 'Why nothing came of it, as a code' })),
  begunAt: Time,
  changedAt: Time,
})

export const KeptUploads = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      list: Named,
      begunBy: Type.String({ description: 'The person, or the name of the key' }),
      isYours: Type.Boolean({ description: 'Whether this key goes on with it' }),
      state: oneOf(['receiving', 'reading', 'done', 'failed']),
      size: Bytes,
      offset: Type.Integer({ description: 'Bytes that are here' }),
      begunAt: Time,
      changedAt: Time,
    }),
  ),
})

export const keptView = (upload: KeptUpload, { actor }: { actor: string }) => ({
  id: upload.id,
  list: upload.list,
  begunBy: upload.by.name === '' ? upload.by.actor : upload.by.name,
  isYours: upload.by.actor === actor,
  state: upload.state,
  size: upload.size,
  offset: upload.received,
  begunAt: upload.begunAt,
  changedAt: upload.changedAt,
})

export const uploadView = (upload: StoredUpload) => ({
  id: upload.id,
  listId: upload.listId,
  state: upload.state,
  size: upload.size,
  offset: upload.received,
  partBytes: PART_BYTES,
  submissionId: upload.submissionId,
  failure: upload.failure,
  begunAt: upload.begunAt,
  changedAt: upload.changedAt,
})
