// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type SignatureRuleOperations = {
  /** Whether your authority takes only what is signed */
  'GET /v1/signature-rule': {
    answer: {
      authorityId: string
      /** Only what is signed is taken */
      required: boolean
      liftAsker: string | null
    } | null
  }
  /** Say that your authority takes only what is signed; two officers are needed to lift that */
  'POST /v1/signature-rule': {
    body: { required: boolean }
    answer: {
      authorityId: string
      /** Only what is signed is taken */
      required: boolean
      liftAsker: string | null
    }
    once: true
  }
}
