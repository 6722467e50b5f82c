// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileAnswer } from '../file-body.ts'

export type KeptCasesOperations = {
  /** Cases that are kept for the own authority, the newest first, 200 at most */
  'GET /v1/kept-cases': {
    answer: {
      items: Array<{
        id: string
        takedownId: string
        reason: string
        fileName: string
        /** To the OpenPGP key of the authority */
        isEncrypted: boolean
        bytes: number
        madeAt: string
        lastReadAt: string | null
      }>
    }
  }
  /** One of them, as the archive that it is; each download is in the log */
  'GET /v1/kept-cases/{id}/file': {
    params: { id: string }
    answer: FileAnswer
  }
  /** Take back what is kept of a case */
  'DELETE /v1/kept-cases/{id}': {
    params: { id: string }
    answer: undefined
  }
}
