/** What a caller can do about problems of channels and encryption keys of providers. */
export const PROVIDER_DETAILS = {
  'provider-name-invalid': 'Give the provider a name of 1 to 200 characters',
  'country-invalid': 'A country has two letters such as NL',
  'provider-known': 'A provider with this mailbox is in the register',
  'channel-settings-invalid': 'The channel cannot be used with this configuration',
  'channel-not-found': 'The provider has no such channel that is proposed or in use',
  'channel-not-proposed': 'The channel does not wait for approval; propose it first',
  'provider-key-not-proposed':
    'The provider has no key of this fingerprint that waits for approval; propose it first',
  'provider-key-not-found': 'The provider has no key of this fingerprint that counts',
  'recipient-key-unreadable':
    'This is neither an ASCII-armoured OpenPGP public key nor an X.509 certificate as PEM',
  'recipient-key-not-yet-valid': 'The key is not valid yet',
  'recipient-key-expired': 'The key has expired; ask the provider for one that is valid',
  'recipient-key-revoked': 'The key is revoked; ask the provider for another one',
  'recipient-key-unfit': 'No mail can be encrypted to this key; ask the provider for another one',
} as const
