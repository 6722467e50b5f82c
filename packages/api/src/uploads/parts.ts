import { DomainError } from '@nightlight/contract'
import type { AppDeps } from '../app.ts'
import { createSlots, type Slots, type UploadSlots } from '../lists/upload-slots.ts'
import { startUploadReader, type UploadReader } from './read-uploads.ts'
import type { Spool } from './spool.ts'

/** Parts that are taken at once; each is in memory twice, holds a connection to the database and uses another. */
export const PARTS_AT_ONCE = 4

/** How files are taken in parts here, by the API and the console together. */
export type Parts = {
  slots: Slots
  /** Says that a file is whole. */
  wake(): void
  /** @throws {DomainError} conflict `uploads-in-parts-off` */
  spool(): Spool
  [Symbol.asyncDispose](): Promise<void>
}

export function takeParts(deps: AppDeps & UploadSlots): Parts {
  const { spool } = deps
  const reader: UploadReader | null = spool ? startUploadReader({ ...deps, spool }) : null
  return {
    slots: createSlots(PARTS_AT_ONCE),
    wake: () => reader?.wake(),
    spool() {
      if (spool) return spool
      throw new DomainError(
        'conflict',
        'uploads-in-parts-off',
        'Taking a file in parts: no folder is set up for them',
      )
    },
    async [Symbol.asyncDispose]() {
      await reader?.[Symbol.asyncDispose]()
    },
  }
}
