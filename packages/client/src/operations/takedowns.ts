// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileAnswer } from '../file-body.ts'

export type TakedownsOperations = {
  /** Takedowns in the order they were opened */
  'GET /v1/takedowns': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      status?: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed' | undefined
    }
    answer: {
      items: Array<{
        id: string
        status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
        attention: string | null
        lastVerdict: 'present' | 'gone' | 'unknown' | null
        noticesSent: number
        outcome: 'awaiting' | 'still-present' | 'seen-gone' | 'unknown' | 'resurfaced' | 'removed' | 'closed'
        host: string
        provider: { name: string; country: string | null } | null
        openedAt: string
        clocks: {
          t0: string | null
          t1: string | null
          t2: string | null
          t3: string | null
          t4: string | null
          t5: string | null
          t6: string | null
          t7: string | null
          t8: string | null
          t9: string | null
          t10: string | null
          t11: string | null
        }
      }>
      next: string | null
    }
  }
  /** One takedown with its timeline, checks and notices, and where else its content is */
  'GET /v1/takedowns/{id}': {
    params: { id: string }
    answer: {
      id: string
      status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
      attention: string | null
      lastVerdict: 'present' | 'gone' | 'unknown' | null
      noticesSent: number
      outcome: 'awaiting' | 'still-present' | 'seen-gone' | 'unknown' | 'resurfaced' | 'removed' | 'closed'
      host: string
      provider: { name: string; country: string | null } | null
      openedAt: string
      clocks: TakedownsOperations['GET /v1/takedowns']['answer']['items'][number]['clocks']
      /** The match that it rests on */
      matchId: string
      checks: Array<{
        id: string
        at: string
        /** Of what the page has at the host of the takedown; of the whole page until it was brought to the takedown */
        verdict: string
        /** Name of the vantage point that looked */
        from: string
        codes: string[]
        /** Signs that led to the codes; empty for checks made before they were kept */
        evidence: string[]
      }>
      /** The same media, or one that matched the same entry, at other places */
      elsewhere: {
        /** Addresses on other pages or hosts that show it */
        places: number
        /** Hosts of those addresses */
        hosts: number
        takedowns: Array<{
          id: string
          host: string
          status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
          because: 'same-media' | 'same-entry'
        }>
        /** There are more takedowns than the first 100 */
        truncated: boolean
      }
      timeline: Array<{
        seq: number
        type: string
        at: string
        actor: string
        data: Record<string, unknown>
      }>
      notices: Array<{
        id: string
        reference: string
        kind: string
        /** Counts the notices of a takedown; below zero for letters to those behind the host */
        seq: number
        state: string
        composedAt: string
        sentAt: string | null
        bouncedAt: string | null
      }>
      addresses: Array<{ id: string; addedAt: string; lastOutcome: string | null }>
    }
  }
  /** Host of a takedown: country by source, and who can be told with why they are not */
  'GET /v1/takedowns/{id}/host': {
    params: { id: string }
    answer: {
      address: string
      asn: number | null
      provider: { id: string; name: string; country: string | null }
      country: string | null
      countryBy: string | null
      countries: Record<string, string>
      disagree: boolean
      cdn: string | null
      foundAt: string
      correctedAt: string | null
      recipients: Array<{
        source: string
        standing: string
        observedAt: string
        refusedAt: string | null
      }>
    }
  }
  /** Say in which country content is, or the address behind a delivery network */
  'POST /v1/takedowns/{id}/host': {
    params: { id: string }
    body: { country: string } | { origin: string }
    answer: { takedownId: string }
    once: true
  }
  /** Every hold of a takedown, the newest first, and how long it was held in all */
  'GET /v1/takedowns/{id}/holds': {
    params: { id: string }
    answer: {
      /** To be subtracted from the time that a hotline takes */
      heldSeconds: number
      items: Array<{
        id: string
        reason: string
        heldBy: string
        heldAt: string
        until: string
        endedAt: string | null
        endedBy: string | null
        endedBecause: string | null
        releaseReason: string | null
      }>
    }
  }
  /** Have the notices of a takedown wait until a moment */
  'POST /v1/takedowns/{id}/holds': {
    params: { id: string }
    body: {
      reason: 'investigation' | 'victim-identification' | 'evidence-preservation' | 'partner-request'
      until: string
    }
    answer: { takedownId: string }
    once: true
  }
  /** End a hold before its time */
  'POST /v1/takedowns/{id}/holds/release': {
    params: { id: string }
    body: {
      reason: 'asked-by-police' | 'harm-outweighs' | 'held-by-mistake'
      /** Id of the hold that is meant: 409 `takedown-hold-changed` where another one began meanwhile */
      hold?: string | undefined
    }
    answer: { takedownId: string }
    once: true
  }
  /** Enter that the police or a partner that have a case let its provider be told */
  'POST /v1/takedowns/{id}/allow-notice': {
    params: { id: string }
    body: {
      from: 'police' | 'partner'
      way: 'mail' | 'phone' | 'letter' | 'in-person' | 'iccam'
      reference: string
      at: string
    }
    answer: { takedownId: string }
    once: true
  }
  /** End a hold that one placed oneself by mistake, within ten minutes */
  'POST /v1/takedowns/{id}/holds/undo': {
    params: { id: string }
    body: {
      /** Id of the hold that is meant: 409 `takedown-hold-changed` where another one began meanwhile */
      hold?: string | undefined
    }
    answer: { takedownId: string }
    once: true
  }
  /** Take back the newest step that was entered by hand, while nothing has followed */
  'POST /v1/takedowns/{id}/steps/withdraw': {
    params: { id: string }
    body: {
      step: 'police-hand-over' | 'iccam-hand-over' | 'provider-notice' | 'upstream-escalation' | 'registrar-escalation' | 'upstream' | 'registrar' | 'registry' | 'authority'
      reference: string
      reason: 'wrong-takedown' | 'wrong-step' | 'wrong-entry' | 'not-done'
    }
    answer: { takedownId: string }
    once: true
  }
  /** Say that a step was done by hand, for example entered in ICCAM, and its reference */
  'POST /v1/takedowns/{id}/steps': {
    params: { id: string }
    body: {
      step: 'police-hand-over' | 'iccam-hand-over' | 'provider-notice' | 'upstream-escalation' | 'registrar-escalation' | 'upstream' | 'registrar' | 'registry' | 'authority'
      reference: string
      at: string
    }
    answer: { takedownId: string }
    once: true
  }
  /** Why a takedown went to whom it went: policy, facts, and every rule in order */
  'GET /v1/takedowns/{id}/route': {
    params: { id: string }
    query: { language?: 'en' | 'fr' | 'nl' | 'de' | undefined }
    answer: {
      takedownId: string
      status: 'routed' | 'would-be-routed' | 'unroutable'
      routedAt: string | null
      country: string | null
      legalClass: 'csam' | 'harmful'
      policy: { id: string | null; name: string | null; title: string | null }
      rule: string | null
      plan: string[]
      rules: Array<{ rule: string; misfits: string[] }>
      explanation: string[]
    }
  }
  /** One removal check, signed: Ed25519 over the canonical form of `record` (RFC 8785) */
  'GET /v1/takedowns/{id}/checks/{checkId}/record': {
    params: { id: string; checkId: string }
    answer: {
      record: unknown
      signature: { algorithm: 'Ed25519'; keyId: string; publicKey: string; value: string }
    }
  }
  /** A case for the police: a signed archive with exact addresses and proofs of the log */
  'POST /v1/takedowns/{id}/exports': {
    params: { id: string }
    body: {
      reason: 'police-request' | 'court-order' | 'own-referral' | 'request-from-abroad'
      legalBasis: string
      recipientId?: string | undefined
    }
    answer: FileAnswer
  }
  /** Put a case together for the police, and keep it for their officers */
  'POST /v1/takedowns/{id}/kept-exports': {
    params: { id: string }
    body: {
      reason: 'police-request' | 'court-order' | 'own-referral' | 'request-from-abroad'
      legalBasis: string
      recipientId: string
    }
    answer: { id: string }
  }
}
