// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileBody } from '../file-body.ts'

export type HashListsOperations = {
  /** Hash lists in the order they were opened; of the police, their own */
  'GET /v1/hash-lists': {
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        name: string
        authority: { id: string; name: string }
        legalClass: 'csam' | 'harmful'
        purpose: string
        jurisdictions: string[]
        classification: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null
        /** Bits; PDQ limit */
        maxDistance: number
        opens: 'never' | 'exact'
        expiresAt: string | null
        negative: boolean
        createdAt: string
        withdrawnAt: string | null
      }>
      next: string | null
    }
  }
  /** Open a hash list */
  'POST /v1/hash-lists': {
    body: {
      /** Whose list it is; of the police, their own */
      authority?: string | undefined
      name: string
      legalClass?: 'csam' | 'harmful' | undefined
      purpose?: string | undefined
      /** Countries where it may be used; everywhere when empty */
      jurisdictions?: string[] | undefined
      classification?: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null | undefined
      /** Bits; PDQ limit */
      maxDistance?: number | undefined
      opens?: 'never' | 'exact' | undefined
      expiresAt?: string | null | undefined
      /** What it names is known to be harmless: it makes no match */
      negative?: boolean | undefined
    }
    answer: HashListsOperations['GET /v1/hash-lists']['answer']['items'][number]
    once: true
  }
  /** Terms of a hash list and how much is on it */
  'GET /v1/hash-lists/{id}': {
    params: { id: string }
    answer: {
      id: string
      name: string
      authority: { id: string; name: string }
      legalClass: 'csam' | 'harmful'
      purpose: string
      jurisdictions: string[]
      classification: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null
      /** Bits; PDQ limit */
      maxDistance: number
      opens: 'never' | 'exact'
      expiresAt: string | null
      negative: boolean
      createdAt: string
      withdrawnAt: string | null
      entriesInForce: number
      /** How many, by state */
      submissions: Record<string, number>
    }
  }
  /** Take everything of a list out of matching, for good */
  'POST /v1/hash-lists/{id}/withdraw': {
    params: { id: string }
    body: { reason: string }
    answer: HashListsOperations['GET /v1/hash-lists']['answer']['items'][number]
    once: true
  }
  /** How a file would be read */
  'POST /v1/hash-lists/preview': {
    query: {
      format?: 'auto' | 'plain' | 'csv' | 'ndjson' | 'vics' | 'icse' | 'ncmec' | 'caid' | undefined
      algorithm?: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash' | undefined
      map?: string | undefined
    }
    body: FileBody
    answer: {
      format: string
      columns: Array<{ head: string; as: string | null }>
      rows: Array<{
        line: number
        hashes: string[]
        category: string | null
        isRemoval: boolean
        problem: string | null
      }>
      headUnknown: boolean
    }
  }
  /** What was handed in to a list, in that order */
  'GET /v1/hash-lists/{id}/submissions': {
    params: { id: string }
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
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
      }>
      next: string | null
    }
  }
  /** Hand in a file */
  'POST /v1/hash-lists/{id}/submissions': {
    params: { id: string }
    query: {
      kind?: 'addition' | 'edition' | undefined
      legalBasis?: string | undefined
      officer?: string | undefined
      purpose?: string | undefined
      jurisdictions?: string | undefined
      expiresAt?: string | undefined
      categories?: string | undefined
      mapLater?: boolean | undefined
      format?: 'auto' | 'plain' | 'csv' | 'ndjson' | 'vics' | 'icse' | 'ncmec' | 'caid' | undefined
      algorithm?: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash' | undefined
      map?: string | undefined
      dryRun?: boolean | undefined
    }
    headers: {
      'content-digest'?: string | undefined
      'signature-input'?: string | undefined
      signature?: string | undefined
    }
    body: FileBody
    answer: {
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
      /** The first refused lines; of VICS the media, of NCMEC the entries, counted from 1 */
      refusals: Array<{ line: number; reason: string }>
    } | {
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
      lookBack: HashListsOperations['GET /v1/hash-lists/{id}/submissions']['answer']['items'][number]['lookBack']
      /** It went on where it was broken off */
      isResumed: boolean
    }
  }
  /** Begin to hand in a file in parts */
  'POST /v1/hash-lists/{id}/uploads': {
    params: { id: string }
    query: {
      kind?: 'addition' | 'edition' | undefined
      legalBasis?: string | undefined
      officer?: string | undefined
      purpose?: string | undefined
      jurisdictions?: string | undefined
      expiresAt?: string | undefined
      categories?: string | undefined
      mapLater?: boolean | undefined
      format?: 'auto' | 'plain' | 'csv' | 'ndjson' | 'vics' | 'icse' | 'ncmec' | 'caid' | undefined
      algorithm?: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash' | undefined
      map?: string | undefined
    }
    body: {
      /** Bytes of the whole file */
      size: number
      /** Of its first MiB, or of all of a shorter file: by it an upload is found again */
      headSha256: string
    }
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
  /** Files of the authority of a list that are not whole or not read yet */
  'GET /v1/hash-lists/{id}/uploads': {
    params: { id: string }
    answer: {
      items: Array<{
        id: string
        list: { id: string; name: string }
        /** The person, or the name of the key */
        begunBy: string
        /** Whether this key goes on with it */
        isYours: boolean
        state: 'receiving' | 'reading' | 'done' | 'failed'
        size: number
        /** Bytes that are here */
        offset: number
        begunAt: string
        changedAt: string
      }>
    }
  }
  /** Take an entry out of matching at once and for good */
  'POST /v1/hash-lists/{id}/entries/{entryId}/revoke': {
    params: { id: string; entryId: string }
    body: { reason: string }
    answer: { id: string; status: 'active' | 'suspended' | 'revoked' }
    once: true
  }
  /** What rests on a list: matches, takedowns, notices, and what became of them */
  'GET /v1/hash-lists/{id}/rests': {
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
  /** Say whether a list may answer providers that are accredited */
  'POST /v1/hash-lists/{id}/disclosure': {
    params: { id: string }
    body: {
      /** Whether it may answer providers that are accredited */
      toProviders: boolean
    }
    answer: {
      /** Whether it may answer providers that are accredited */
      toProviders: boolean
    }
    once: true
  }
}
