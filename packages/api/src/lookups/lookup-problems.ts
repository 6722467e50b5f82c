/** What a caller can do about each code of lookups. */
export const LOOKUP_DETAILS: Readonly<Record<string, string>> = {
  'accreditation-needed':
    'This provider may not ask: it needs an accreditation that two people of the hotline agreed to',
  'accreditation-not-found': 'There is no such accreditation',
  'accreditation-there': 'The provider has an accreditation: end that one first',
  'accreditation-not-in-force':
    'The accreditation is not approved, or is over: propose another one',
  'accreditation-invalid':
    'Say for what, at least one list, 1 to 366 days, and a quota of the day that is not below that of the minute',
  'perceptual-not-said': 'Name pdq and say perceptual, or neither',
  'list-not-disclosed': 'A list is none, or its authority does not disclose it to providers',
  'list-is-negative': 'A negative list is never told of',
  'authority-needed':
    'Its own authority says that a list may answer providers: ask an officer of it',
  'alarm-not-found': 'There is no such alarm that waits',
  'canaries-too-many': 'Ask for 1 to 500 canaries at once',
  'lookup-algorithm': 'The accreditation does not include asking by this algorithm: see index',
  'lookup-quota': 'The quota of the minute or the day is used up; wait as long as Retry-After says',
  'lookup-frozen': 'This provider may ask no more until somebody at the hotline has looked at it',
  'lookups-off': 'This installation answers no lookups',
  'lookups-unavailable': 'The lists do not answer now: try again in a moment',
  'hash-malformed': 'A hash is none of its algorithm: see index and reason; nothing was looked up',
}
