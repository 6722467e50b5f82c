/** Questions that an auditor asks again and again, each answered by several actions. */
export const QUESTIONS = ['policies', 'addresses', 'access', 'channels'] as const
export type Question = (typeof QUESTIONS)[number]

export const ACTIONS_ASKED: Readonly<Record<Question, readonly string[]>> = {
  policies: [
    'policy-proposed',
    'policy-simulated',
    'policy-activated',
    'policy-ended',
    'assessment.share-set',
  ],
  addresses: [
    'report.address-shown',
    'report.address-shown-beyond',
    'notice.addresses-shown',
    'address-file.taken',
    'case.exported',
    'check.exported',
    'origin-disclosed',
    'iccam-files-made',
  ],
  access: [
    'person.invited',
    'person.approved',
    'person.role-changed',
    'person.deactivated',
    'person.reactivated',
    'person.recovered',
    'sign-in-link.created',
    'api-key.created',
    'api-key.rotated',
    'api-key.revoked',
    'credential.created',
    'credential.deleted',
    'totp.created',
    'totp.deleted',
    'keys.rotated',
    'keys.master-rotated',
  ],
  channels: [
    'channel-proposed',
    'channel-approved',
    'channel-disabled',
    'channel-tested',
    'mail-test-asked',
    'webhook-secret-added',
    'provider-key-revoked',
    'url-policy-decided',
    'address-consent.proposed',
    'address-consent.given',
    'address-consent.withdrawn',
  ],
}
