/** What the page of keys says. */
export const keysEn = {
  'nav.keys': 'Keys',
  'keys.title': 'Keys of programs',
  'keys.how':
    'A program proves itself with a key. It is shown once, and ends after a year at most.',
  'problem.key-of-another':
    'A key in the name of somebody else is made by the operator, at the machine itself: nightlight keys create. Here, make keys of programs, or your own.',
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
