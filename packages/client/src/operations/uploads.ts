// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileBody } from '../file-body.ts'

export type UploadsOperations = {
  /** How much of a file is here, and what became of it */
  'GET /v1/uploads/{id}': {
    params: { id: string }
    answer: {
      id: string
      listId: string
      state: 'receiving' | 'reading' | 'done' | 'failed'
      size: number
      /** Bytes that are here, and where the next part begins */
      offset: number
      /** Longest part */
      partBytes: number
      submissionId: string | null
      failure: string | null
      begunAt: string
      changedAt: string
    }
  }
  /** Throw away what is here of a file, also of one that a colleague began */
  'DELETE /v1/uploads/{id}': {
    params: { id: string }
    answer: undefined
  }
  /** Send the next part of a file */
  'PATCH /v1/uploads/{id}': {
    params: { id: string }
    query: { offset: number }
    body: FileBody
    answer: UploadsOperations['GET /v1/uploads/{id}']['answer']
  }
  /** Have a file that is here as a whole read into a submission */
  'POST /v1/uploads/{id}/finish': {
    params: { id: string }
    body: {
      /** Of the whole file */
      sha256: string
    }
    answer: UploadsOperations['GET /v1/uploads/{id}']['answer']
  }
}
