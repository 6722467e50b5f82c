// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileBody } from '../file-body.ts'

export type RepliesOperations = {
  /** Replies that wait for a person, oldest first, and mails about no notice */
  'GET /v1/replies': {
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        noticeId: string
        reference: string
        takedownId: string | null
        answer: string
        way: string
        at: string
        detail: string | null
        preserved: boolean | null
        waits: boolean
        handledAt: string | null
      }>
      next: string | null
      /** Mails of the last 14 days that were about no notice: look into the mailbox */
      unmatched: Array<{ day: string; kind: string; mails: number }>
    }
  }
  /** Somebody has read a reply and seen to it */
  'POST /v1/replies/{id}/handled': {
    params: { id: string }
    answer: { id: string }
    once: true
  }
  /** Answers from a CSV file: reference, answer, detail, preserved */
  'POST /v1/replies/import': {
    body: FileBody
    answer: {
      applied: number
      repeated: number
      refused: Array<{ line: number; code: string }>
    }
  }
}
