// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type ExportsOperations = {
  /** Figures that were made, the newest first */
  'GET /v1/exports': {
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        /** SHA-256 of the canonical content, 64 hex digits */
        digest: string
        kind: 'inhope' | 'dsa' | 'provider'
        period: string
        providerId: string | null
        providerName: string | null
        asOf: string
        madeAt: string
        madeBy: string
        formats: Array<'csv' | 'json' | 'html' | 'pdf'>
      }>
      next: string | null
    }
  }
  /** Make figures: quarterly for INHOPE, yearly for article 22, or of one provider */
  'POST /v1/exports': {
    body: {
      kind: 'inhope' | 'dsa' | 'provider'
      /** A year, quarter or month, UTC: 2026, 2026-Q3, 2026-09 */
      period: string
      providerId?: string | undefined
      statement?: string | undefined
      asOf?: string | undefined
    }
    answer: {
      id: string
      /** SHA-256 of the canonical content, 64 hex digits */
      digest: string
      /** What the digest is of, once canonical (RFC 8785) */
      content: Record<string, unknown>
    }
  }
  /** Figures that were made */
  'GET /v1/exports/{id}': {
    params: { id: string }
    answer: {
      id: string
      /** SHA-256 of the canonical content, 64 hex digits */
      digest: string
      kind: 'inhope' | 'dsa' | 'provider'
      period: string
      providerId: string | null
      providerName: string | null
      asOf: string
      madeAt: string
      madeBy: string
      formats: Array<'csv' | 'json' | 'html' | 'pdf'>
      /** What the digest is of, once canonical (RFC 8785) */
      content: Record<string, unknown>
    }
  }
  /** The same as a file */
  'GET /v1/exports/{id}/file': {
    params: { id: string }
    query: {
      format: 'csv' | 'json' | 'html' | 'pdf'
      language?: 'en' | 'fr' | 'nl' | 'de' | undefined
    }
    answer: string
  }
  /** Compute the figures again from the events, and compare */
  'POST /v1/exports/{id}/verification': {
    params: { id: string }
    answer: {
      /** SHA-256 of the canonical content, 64 hex digits */
      digest: string
      /** SHA-256 of the canonical content, 64 hex digits */
      recomputed: string
      same: boolean
    }
  }
}
