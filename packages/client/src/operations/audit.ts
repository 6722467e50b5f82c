// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileAnswer } from '../file-body.ts'

export type AuditOperations = {
  /** The newest signed head of the log (C2SP tlog-checkpoint) */
  'GET /v1/audit/checkpoint': {
    answer: FileAnswer
  }
  /** Hashes of the tree, or a bundle of events (C2SP tlog-tiles) */
  'GET /v1/audit/tile/{*}': {
    params: { '*': string }
    answer: FileAnswer
  }
  /** What was done, in the order of the log, without who it was */
  'GET /v1/audit/events': {
    query: { limit?: number | undefined; from?: number | undefined }
    answer: {
      items: Array<{
        /** place in the log */
        index?: number
        id: string
        /** UTC, microseconds */
        at: string
        action: string
        objectType: string
        objectId: string
        /** in which it was done, or system */
        role: string
        /** HMAC-SHA-256 of who it was and of the detail, under a salt that is kept sealed */
        commitment: string
      }>
      /** for `from` of the next page */
      next: number | null
    }
  }
  /** That an event is in the signed log */
  'GET /v1/audit/events/{id}/proof': {
    params: { id: string }
    answer: {
      event: AuditOperations['GET /v1/audit/events']['answer']['items'][number]
      index: number
      size: number
      /** base64, from the leaf upwards (RFC 6962) */
      proof: string[]
      /** signed note (C2SP tlog-checkpoint) */
      checkpoint: string
    }
  }
}
