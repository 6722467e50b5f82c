/** What a caller can do about each code of keys and signatures. */
export const MACHINE_DETAILS: Readonly<Record<string, string>> = {
  'key-not-found': 'There is no such key',
  'key-scope': 'This key is held to less than this: its scopes do not name it',
  'key-not-from-here': 'This key is not taken from this address',
  'key-needs-certificate': 'This key is taken with its own client certificate only',
  'key-needs-account':
    'A key of this role is for somebody whose account is active: invite them first',
  'key-of-another':
    'A key in the name of somebody else is made by the operator: nightlight keys create, on the machine itself',
  'key-makes-no-keys': 'A key that is held to scopes makes no keys',
  'key-ended': 'The key has ended: make another one',
  'key-rotated': 'Another key took its place already: rotate that one',
  'scope-invalid': 'Scopes are permissions of the role, at least one',
  'network-invalid': 'Networks are up to 32 addresses or networks such as 192.0.2.0/24',
  'certificate-invalid': 'Send an X.509 certificate in PEM',
  'expiry-invalid': 'A key ends after 1 to 365 days',
  'overlap-invalid': 'The old key goes on for 0 to 168 hours',
  'client-cert-not-from-proxy':
    'Only a proxy of PROXY_NETWORKS tells a client certificate: leave the field out',
  'client-cert-malformed':
    'The field of the client certificate is no certificate, or there are two',
  'signing-key-invalid': 'Send the public key of Ed25519 or of ECDSA on P-256, in PEM',
  'signing-key-known': 'This public key was proposed before: make another pair',
  'signing-key-not-found': 'There is no such key, or it is not of your authority',
  'signing-key-ended': 'The key has ended: propose another one',
  'signing-key-needed': 'The authority has no key that counts: propose one, and have it approved',
  'signature-required':
    'This authority takes only what is signed: sign the request with a key of it',
  'signature-missing': 'Send both Signature-Input and Signature',
  'signature-field-repeated': 'Send each field that is signed or signs once',
  'field-malformed': 'A structured field is not as RFC 9651 has it',
  'signature-not-single': 'Send one signature, of the same name in both fields',
  'signature-components':
    'Sign @method, @target-uri, content-digest and content-type, and nothing else',
  'signature-parameters': 'Send created, expires, nonce, keyid and tag, and nothing else',
  'signature-tag': 'The tag has to be hotline-hashset-v1',
  'signature-not-now': 'The signature is not of now: set the clock, and sign for at most 300 s',
  'signature-key-not-valid': 'There is no such key, or it does not count',
  'signature-wrong': 'The signature is not of this key and this request',
  'signature-of-another-authority': 'The list is of another authority than the key',
  'signature-replayed': 'The signature was used before: sign anew, with another nonce',
  'signature-without-address': 'The operator has to say in PUBLIC_URL how this service is called',
  'submission-not-signed':
    'Its authority takes only what is signed: hand the file in with a signature',
  'digest-missing': 'Send Content-Digest, with sha-256 or sha-512',
  'digest-unknown': 'Content-Digest takes sha-256 and sha-512 only',
  'digest-malformed': 'A digest is of another length or type than its algorithm has',
  'digest-wrong': 'The body is not the one that was signed: hand in the file that was',
}
