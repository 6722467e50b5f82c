// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileAnswer } from '../file-body.ts'

export type SubmissionsOperations = {
  /** One submission: how far it is, what came of it, and who did what */
  'GET /v1/submissions/{id}': {
    params: { id: string }
    answer: {
      id: string
      list: { id: string; name: string }
      authority: { id: string; name: string }
      state: 'receiving' | 'staged' | 'active' | 'ending' | 'ended' | 'discarded' | 'failed'
      kind: 'addition' | 'edition' | 'feed'
      format: string
      counts: { accepted: number; duplicate: number; refused: number }
      refusedBy: Record<string, number>
      /** Hashes, not rows, that were left out of rows, by why */
      setAside: Record<string, number>
      diff: { added: number; unchanged: number; missing: number } | null
      /** What it may be used for: that of its list */
      purpose: string
      /** Countries where it may be used; everywhere when empty. It is used where its list may be */
      jurisdictions: string[]
      /** Rows that the categories leave out */
      skipped: number
      /** Codes of the source that the categories do not have, and their rows */
      unmapped: Record<string, number>
      /** Of a file whose codes may be mapped later: whether somebody has to say what they mean, or to hand it in again since a code is left out */
      mapping: 'none' | 'needed' | 'again' | 'said'
      /** Whoever said what any of its codes means, also in files before; none of them activates it */
      mappedBy: Array<{ actor: string; name: string }>
      mark: string | null
      failure: { code: string; line: number | null; byte: number | null } | null
      /** Refused lines that can be read one by one */
      refusalsKept: number
      progress: { rowsRead: number; bytesRead: number; size: number | null }
      submittedBy: { actor: string; name: string }
      receivedAt: string
      activatedBy: { actor: string; name: string } | null
      activatedAt: string | null
      endedBy: { actor: string; name: string } | null
      endedAt: string | null
      endReason: 'revoked' | 'superseded' | null
      endNote: string | null
      legalBasis: string
      expiresAt: string | null
      categories: Record<string, string> | null
      officer: string | null
      lookBack: {
        state: 'none' | 'running' | 'found' | 'released'
        /** Media that were compared so far */
        looked: number
        /** Media that match and wait for the release */
        found: number
        releasedBy: { actor: string; name: string } | null
        releasedAt: string | null
      }
    }
  }
  /** Which lines of the file were refused and why, of VICS which media and of NCMEC which entries, as the head says; never what stood in them */
  'GET /v1/submissions/{id}/refusals': {
    params: { id: string }
    answer: FileAnswer
  }
  /** Which codes its file has, with examples, and what they mean */
  'GET /v1/submissions/{id}/mapping': {
    params: { id: string }
    answer: {
      id: string
      state: 'receiving' | 'staged' | 'active' | 'ending' | 'ended' | 'discarded' | 'failed'
      /** Of a file whose codes may be mapped later: whether somebody has to say what they mean, or to hand it in again since a code is left out */
      mapping: 'none' | 'needed' | 'again' | 'said'
      /** Whoever said what any of its codes means, also in files before; none of them activates it */
      mappedBy: Array<{ actor: string; name: string }>
      codes: Array<{
        /** none: rows without one; other: what cannot be one */
        code: string
        rows: number
        /** Some entries that are new with it */
        samples: Array<{ entryId: string; line: number | null; reference: string | null }>
        readAs: 'csam' | 'harmful' | 'skip' | null
        now: 'csam' | 'harmful' | 'skip' | null
      }>
      /** Of what is said now; whoever changes it says which they saw */
      mark: string
    }
  }
  /** Say what codes of a staged submission mean */
  'POST /v1/submissions/{id}/mapping': {
    params: { id: string }
    body: {
      /** By code; what is left out stays as it is */
      classes: Record<string, 'csam' | 'harmful' | 'skip'>
      mark: string
      /** Also for later files of the authority, once somebody else has activated this one */
      asDefault?: boolean | undefined
    }
    answer: SubmissionsOperations['GET /v1/submissions/{id}/mapping']['answer']
    once: true
  }
  /** Have a staged submission count; not by who handed it in */
  'POST /v1/submissions/{id}/activate': {
    params: { id: string }
    query: { mark?: string | undefined }
    answer: SubmissionsOperations['GET /v1/submissions/{id}']['answer']
    once: true
  }
  /** Take an active submission out of matching, or throw another one away */
  'POST /v1/submissions/{id}/end': {
    params: { id: string }
    body: { reason: string }
    answer: SubmissionsOperations['GET /v1/submissions/{id}']['answer']
    once: true
  }
  /** Have what was found in everything seen before act like any other match */
  'POST /v1/submissions/{id}/release': {
    params: { id: string }
    answer: SubmissionsOperations['GET /v1/submissions/{id}']['answer']
    once: true
  }
  /** What rests on a submission: matches, takedowns, notices, and what became of them */
  'GET /v1/submissions/{id}/rests': {
    params: { id: string }
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      counts: {
        matches: {
          all: number
          undecided: number
          confirmed: number
          rejected: number
          /** Found by looking back, and not released */
          held: number
        }
        /** By status */
        takedowns: Record<string, number>
        /** By state */
        notices: Record<string, number>
        retractions: Record<string, number>
      }
      /** Matches in the order they were found */
      items: Array<{
        matchId: string | null
        entryId: string
        tier: 'exact' | 'near' | 'probable'
        legalClass: 'csam' | 'harmful'
        matchedAt: string
        verdict: 'confirm' | 'reject' | null
        isHeld: boolean
        takedowns: Array<{
          id: string | null
          status: string
          openedAt: string
          notices: Array<{
            id: string | null
            kind: string
            state: string
            composedAt: string
            sentAt: string | null
          }>
        }>
      }>
      next: string | null
    }
  }
}
