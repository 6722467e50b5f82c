/**
 * What XARF 4 asks of a `csam` report, in our own words after the published schemas (xarf.org, version
 * 4: core, content and csam): required and optional fields, their forms and their values. Contact
 * objects allow no other key; the report itself does. Where revisions differ, the narrowest is held.
 * Stricter than the format where our own rules are: no evidence, and no hash but one of fetched bytes.
 * Tests hold every report against it.
 */
const text = { type: 'string', minLength: 1 }
const moment = { type: 'string', format: 'date-time' }
const contact = {
  type: 'object',
  required: ['org', 'contact', 'domain'],
  additionalProperties: false,
  properties: {
    org: { type: 'string', minLength: 1, maxLength: 200 },
    contact: { type: 'string', format: 'email' },
    domain: { type: 'string', format: 'hostname' },
  },
}
const oneOf = (...values: string[]) => ({ enum: values })

export const XARF_CSAM = {
  type: 'object',
  required: [
    'xarf_version',
    'report_id',
    'timestamp',
    'reporter',
    'sender',
    'source_identifier',
    'category',
    'type',
    'url',
    'classification',
    'detection_method',
  ],
  not: { anyOf: [{ required: ['_internal'] }, { required: ['screenshot_url'] }] },
  properties: {
    xarf_version: { type: 'string', pattern: '^4\\.\\d+\\.\\d+$' },
    report_id: { type: 'string', format: 'uuid' },
    timestamp: moment,
    reporter: contact,
    sender: contact,
    source_identifier: text,
    category: { const: 'content' },
    type: { const: 'csam' },
    description: { type: 'string', maxLength: 1000 },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    tags: {
      type: 'array',
      maxItems: 20,
      items: { type: 'string', pattern: '^[a-z0-9][a-z0-9_+-]*:[a-z0-9][a-z0-9_+,.-]*$' },
    },
    evidence_source: text,
    source_port: { type: 'integer', minimum: 1, maximum: 65535 },
    legacy_version: { const: '3' },
    evidence: { type: 'array', maxItems: 0 },
    url: { type: 'string', format: 'uri' },
    // The older and stricter form: no punycode, no capitals, no address, no underscore.
    domain: {
      type: 'string',
      pattern:
        '^(?!.*xn--)(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\\.[a-z]{2,}$',
    },
    verified_at: moment,
    verification_method: oneOf(
      'manual',
      'automated_crawler',
      'user_report',
      'honeypot',
      'threat_intelligence',
    ),
    hosting_provider: text,
    asn: { type: 'integer', minimum: 1, maximum: 4_294_967_295 },
    country_code: { type: 'string', pattern: '^[A-Z]{2}$' },
    classification: oneOf('baseline', 'A1', 'A2', 'B1', 'B2'),
    detection_method: oneOf(
      'hash_match',
      'ai_detection',
      'manual_review',
      'user_report',
      'automated_scan',
    ),
    media_type: oneOf('image', 'video', 'audio', 'text', 'mixed'),
    hash_values: {
      type: 'object',
      additionalProperties: false,
      properties: { sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
    },
    content_removed: { type: 'boolean' },
  },
}
