// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type LookupsOperations = {
  /** Ask whether hashes are known; for providers that are accredited */
  'POST /v1/lookups': {
    body: {
      hashes: Array<{
        algorithm: 'md5' | 'sha1' | 'sha256' | 'pdq'
        /** Hex, base64 or base32 */
        value: string
      }>
    }
    answer: {
      /** In the order of the hashes; each of the same length in bytes */
      results: Array<{ known: boolean; class?: 'csam' | 'harmful' }>
    }
  }
  /** Which providers may ask, for what, and how much they asked and hit */
  'GET /v1/lookups/accreditations': {
    answer: {
      items: Array<{
        id: string
        providerId: string
        purpose: string
        algorithms: Array<'md5' | 'sha1' | 'sha256' | 'pdq'>
        listIds: string[]
        quotaMinute: number
        quotaDay: number
        expiresAt: string
        state: 'proposed' | 'approved' | 'expired' | 'frozen' | 'ended'
        proposer: string
        proposedAt: string
        approver: string | null
        approvedAt: string | null
        endedAt: string | null
        frozenAt: string | null
        canaries: number
        /** Answered in the last 30 days */
        calls: number
        /** Asked for in the last 30 days */
        hashes: number
        /** Of these, known; canaries do not count */
        hits: number
      }>
    }
  }
  /** Propose that a provider may ask; it counts once another person has approved it */
  'POST /v1/lookups/accreditations': {
    body: {
      providerId: string
      purpose: string
      algorithms: Array<'md5' | 'sha1' | 'sha256' | 'pdq'>
      /** Has to be said for `pdq`: likeness tells more than equality */
      perceptual?: boolean | undefined
      listIds: string[]
      /** Hashes */
      quotaMinute: number
      /** Hashes */
      quotaDay: number
      /** Until it expires */
      days: number
    }
    answer: LookupsOperations['GET /v1/lookups/accreditations']['answer']['items'][number]
    once: true
  }
  /** Approve what somebody else proposed */
  'POST /v1/lookups/accreditations/{id}/approve': {
    params: { id: string }
    answer: LookupsOperations['GET /v1/lookups/accreditations']['answer']['items'][number]
    once: true
  }
  /** End an accreditation, at once and for good */
  'POST /v1/lookups/accreditations/{id}/end': {
    params: { id: string }
    answer: LookupsOperations['GET /v1/lookups/accreditations']['answer']['items'][number]
    once: true
  }
  /** Draw canaries for a provider, which are its test set; shown once */
  'POST /v1/lookups/accreditations/{id}/canaries': {
    params: { id: string }
    body: { count: number }
    answer: {
      /** Shown once: the test set of the provider */
      items: Array<{ md5: string; sha1: string; sha256: string; pdq: string }>
    }
  }
  /** What came to light and waits for a person: canaries that got out, and probing */
  'GET /v1/lookups/alarms': {
    answer: {
      items: Array<{
        id: string
        kind: 'canary-asked' | 'canary-seen' | 'probing'
        providerId: string
        /** Whose canary got out, or who asked */
        provider: string
        asker: string | null
        mediaId: string | null
        times: number
        firstAt: string
        lastAt: string
        doneAt: string | null
      }>
    }
  }
  /** Note that somebody has looked at an alarm */
  'POST /v1/lookups/alarms/{id}/done': {
    params: { id: string }
    answer: { state: 'done' }
    once: true
  }
}
