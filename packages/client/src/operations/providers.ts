// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileBody } from '../file-body.ts'

export type ProvidersOperations = {
  /** The register of providers, by name */
  'GET /v1/providers': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      kind?: 'host' | 'police' | 'registrar' | 'registry' | 'upstream' | undefined
      country?: string | undefined
      search?: string | undefined
      open?: boolean | undefined
    }
    answer: {
      items: Array<{
        id: string
        /** What the registry knows it by */
        handle: string
        kind: 'host' | 'police' | 'registrar' | 'registry' | 'upstream'
        name: string
        country: string | null
        language: 'en' | 'fr' | 'nl' | 'de'
        organisation: string | null
        open: number
        oldestToldAt: string | null
        mailboxes: number
        proposals: number
        channel: 'smtp' | 'aws' | 'cloudflare' | 'webhook' | 'reply-page'
      }>
      next: string | null
    }
  }
  /** One provider: contacts, keys, channels, what is open, and how it has responded */
  'GET /v1/providers/{id}': {
    params: { id: string }
    answer: {
      id: string
      /** What the registry knows it by */
      handle: string
      kind: 'host' | 'police' | 'registrar' | 'registry' | 'upstream'
      name: string
      country: string | null
      language: 'en' | 'fr' | 'nl' | 'de'
      languageBy: string | null
      urlPolicy: 'clear-text' | 'machine-part' | 'encrypted' | 'reply-page' | null
      asns: Array<{ asn: number; by: 'person' | 'observed' }>
      domains: Array<{ domain: string; by: 'person' | 'observed' }>
      note: string | null
      contacts: Array<{
        id: string
        mailbox: string
        source: string
        observedAt: string
        refusedAt: string | null
        refusals: number
        retiredAt: string | null
        bounces: Array<{ at: string; kind: 'refused' | 'bounced'; noticeId: string | null }>
      }>
      proposals: Array<{
        id: string
        mailbox: string
        proposedBy: string
        proposer: string
        proposedAt: string
      }>
      keys: Array<{
        kind: 'openpgp' | 'smime'
        fingerprint: string
        validFrom: string
        validTo: string | null
        addedBy: string
        addedAt: string
        approvedBy: string | null
        revokedAt: string | null
        state: 'proposed' | 'active' | 'revoked' | 'refused'
      }>
      channels: Array<{
        id: string
        kind: 'smtp' | 'aws' | 'cloudflare' | 'webhook' | 'reply-page'
        rank: number
        state: 'proposed' | 'active' | 'disabled'
        server: string | null
        addedBy: string
        addedAt: string
        approvedBy: string | null
        disabledBecause: string | null
      }>
      open: {
        untold: number
        ages: Array<{ hours: number | null; count: number }>
        oldestToldAt: string | null
      }
      /** From the first notice to this provider (T6) to its first answer, and to first seen gone (T9) once verified; what is open counts as open (Kaplan-Meier) */
      history: {
        since: string
        /** Made of the 5,000 items that were told last */
        truncated: boolean
        replies: Array<{
          class: 'auto-reply' | 'acknowledged' | 'actioned' | 'already-gone' | 'not-theirs' | 'forwarded' | 'origin-disclosed' | 'needs-information' | 'disputed' | 'refused' | 'impossible' | 'unsorted' | 'mailbox-dead' | 'mailbox-full' | 'spam-rejected' | 'delayed'
          count: number
        }>
        answer: {
          n: number
          ended: number
          within: Array<{ hours: number | null; count: number }>
          medianMs: number | null
          p90Ms: number | null
          /** n is below 10: no figure of it tells much */
          isFew: boolean
        }
        removal: ProvidersOperations['GET /v1/providers/{id}']['answer']['history']['answer']
        goneBefore: number
      }
      organisation: {
        name: string
        others: Array<{ id: string; name: string; handle: string }>
        /** From the first notice to this provider (T6) to its first answer, and to first seen gone (T9) once verified; what is open counts as open (Kaplan-Meier) */
        history: ProvidersOperations['GET /v1/providers/{id}']['answer']['history']
      } | null
    }
  }
  /** Say what is known better of a provider than the registries do */
  'PATCH /v1/providers/{id}': {
    params: { id: string }
    body: {
      language?: 'en' | 'fr' | 'nl' | 'de' | null | undefined
      urlPolicy?: 'clear-text' | 'machine-part' | 'encrypted' | 'reply-page' | null | undefined
      channel?: string | undefined
      organisation?: string | null | undefined
      asns?: number[] | undefined
      domains?: string[] | undefined
      note?: string | null | undefined
    }
    answer: ProvidersOperations['GET /v1/providers/{id}']['answer']
  }
  /** Propose a mailbox; it counts once another person has approved it */
  'POST /v1/providers/{id}/contacts': {
    params: { id: string }
    body: { mailbox: string }
    answer: { id: string; state: 'proposed' | 'approved' }
    once: true
  }
  /** Have a proposed mailbox count; by another person than who proposed it */
  'POST /v1/providers/{id}/contacts/{contactId}/approve': {
    params: { id: string; contactId: string }
    answer: { id: string; state: 'proposed' | 'approved' }
    once: true
  }
  /** Send nothing to a mailbox any more, or drop one that was proposed */
  'DELETE /v1/providers/{id}/contacts/{contactId}': {
    params: { id: string; contactId: string }
    answer: undefined
  }
  /** By which ways a provider is told and which server each leads to, without what it takes to use them */
  'GET /v1/providers/{id}/channels': {
    params: { id: string }
    answer: {
      items: ProvidersOperations['GET /v1/providers/{id}']['answer']['channels'][number][]
    }
  }
  /** Propose a way to tell a provider; it is used once another person has approved it */
  'POST /v1/providers/{id}/channels': {
    params: { id: string }
    body: {
      kind: 'smtp' | 'aws' | 'cloudflare' | 'webhook' | 'reply-page'
      /** The lowest is used */
      rank?: number | undefined
      /** smtp, reply-page: nothing; aws: region, accessKeyId, secretAccessKey, sessionToken?, endpoint?; cloudflare: accountId, apiToken, endpoint?; webhook: url, secrets (one or two of whsk_, whsec_) */
      configuration: Record<string, unknown>
    }
    answer: {
      id: string
      kind: 'smtp' | 'aws' | 'cloudflare' | 'webhook' | 'reply-page'
      state: 'proposed'
    }
    once: true
  }
  /** Put a proposed way into use; by another person than who proposed it */
  'POST /v1/providers/{id}/channels/{channelId}/approve': {
    params: { id: string; channelId: string }
    answer: { id: string; state: 'active' }
    once: true
  }
  /** Use a way no more, or drop one that was proposed: what waits for it goes by mail */
  'DELETE /v1/providers/{id}/channels/{channelId}': {
    params: { id: string; channelId: string }
    answer: undefined
  }
  /** Propose a public key to which mail to a provider is encrypted once another person has approved it */
  'POST /v1/providers/{id}/keys': {
    params: { id: string }
    body: {
      /** An ASCII-armoured OpenPGP public key, or an X.509 certificate as PEM */
      material: string
    }
    answer: { kind: 'openpgp' | 'smime'; fingerprint: string; state: 'proposed' }
    once: true
  }
  /** Have a proposed key count; by another person than who proposed it */
  'POST /v1/providers/{id}/keys/{fingerprint}/approve': {
    params: { id: string; fingerprint: string }
    answer: { fingerprint: string; state: 'active' }
    once: true
  }
  /** Encrypt nothing to a key any more, or drop one that was proposed */
  'DELETE /v1/providers/{id}/keys/{fingerprint}': {
    params: { id: string; fingerprint: string }
    answer: undefined
  }
  /** A secret by which a provider signs its events, shown once */
  'POST /v1/providers/{id}/webhook-secrets': {
    params: { id: string }
    answer: { secret: string }
  }
  /** An event of a provider, signed as Standard Webhooks has it: notice.answered */
  'POST /v1/providers/{id}/events': {
    params: { id: string }
    headers: {
      'webhook-id'?: string | undefined
      'webhook-timestamp'?: string | undefined
      'webhook-signature'?: string | undefined
    }
    body: FileBody
    answer: {
      receipt: string
      replies: Array<{ id: string; takedownId: string | null; answer: string; at: string }>
    }
  }
}
