/** What a caller can do about each code of the portal of providers. */
export const PORTAL_DETAILS: Readonly<Record<string, string>> = {
  'portal-nothing-ticked': 'Name at least one item',
  'portal-too-many': 'Answer at most 2500 items at once',
  'channel-not-triable': 'This way has no message that is about no case',
  'channel-tests-many': 'Five tests within an hour are the most',
  'mail-tests-many': 'There were enough tests of this kind; wait',
  'mail-test-runs': 'A test of this kind is under way; wait for its answer',
  'portal-proposals-many': 'What was proposed before waits for a person',
  'proposal-settled':
    'It was approved, refused or taken back meanwhile: see its state, and ask the hotline to end what is in use',
  'portal-addresses-many':
    'At most 500 exact addresses are shown to one person within an hour: go on later, or ask for a file together with a colleague',
  'address-consent-waits': 'A consent of this provider waits: give or drop that one first',
  'address-consent-not-found': 'The provider has no such consent that waits or is in force',
  'address-consent-missing':
    'The hotline has not agreed that addresses leave as a file, or no longer does: ask a supervisor there',
  'address-request-not-found': 'The provider has no such request',
  'address-request-alone': 'Nobody else of the provider has an account to agree',
  'address-request-empty': 'None of these items waits for an answer',
  'address-request-not-agreed': 'Another person of the provider has to agree first',
  'address-request-not-yours': 'Who asked for the file takes it',
  'address-request-over': 'The request was taken, taken back or ran out: ask anew',
  'address-requests-many': 'Three wait, or ten were made within a day',
  'portal-url-invalid': 'The address of an endpoint is a whole https address',
}
