/** What the page of keys says. */
export const keysEn = {
  'nav.keys': 'Keys',
  'keys.title': 'Keys of programs',
  'keys.how':
    'A program proves itself with a key. It is shown once, and ends after a year at most.',
  'problem.key-of-another':
    'A key in the name of somebody else is made by the operator, at the machine itself: nightlight keys create. Here, make keys of programs, or your own.',
  'keys.of-provider':
    'Keys of a provider’s programs are made on the page of that provider, under its people.',
  'keys-done.made-before':
    'This form has made a key before, which is not shown again. If nobody has it, revoke it here and make another one.',
  'problem.key-needs-provider':
    'A key of a provider’s program is made on the page of that provider, under its people: made here, it would answer for nobody.',
  'keys.provider-title': 'Keys of its programs',
  'keys.provider-how':
    'With a key a program of this provider reads what it was told of, answers, and asks for lookups if it may: for this provider alone. Hand it over by a way that the two of you trust.',
  'keys.provider-none': 'This provider has no key yet.',
  'keys.of-person': 'Of a person: only they replace it, or the operator on the command line.',
  'keys.none': 'There is no key yet',
  'keys.further': 'Older keys',
  'keys.make': 'Make a key',
  'keys.days': 'Days until it ends',
  'keys.made': 'The new key',
  'keys.made-how': 'Copy it now: it is shown this once, and kept nowhere.',
  'keys.everything': 'everything of the role',
  'keys.everywhere': 'from everywhere',
  'keys.certificate': 'with its certificate',
  'column.key': 'Key',
  'column.held-to': 'Held to',
  'column.ends': 'Ends',
  'key-state.active': 'Active',
  'key-state.expiring': 'Ends soon',
  'key-state.expired': 'Ended',
  'key-state.revoked': 'Revoked',
  'key-action.revoke': 'Revoke',
  'key-action.replace': 'Replace',
  'keys-done.revoke': 'The key is revoked and is not taken any more.',
}
