import { PERMISSION_MEANINGS, PERMISSIONS, type Permission } from '@nightlight/contract'

type PermissionTexts = { [Name in Permission as `permission.${Name}`]: string }

/** What keys are held to, and what each permission lets a program do. */
export const keyLimitsEn = {
  'key-limits.title': 'Hold it to less',
  'key-limits.how':
    'Whoever finds the key can do with it all that it may, from wherever it is taken. Give it only what the program needs.',
  'key-limits.scopes': 'What it may do',
  'key-limits.scopes-how':
    'Nothing ticked: everything of the role, also what the role is given later. Once something is ticked it may do that and nothing else.',
  'key-limits.networks': 'From where it is taken',
  'key-limits.networks-how':
    'Addresses or networks, one a line, at most 32; empty: everywhere. From elsewhere the key is refused, and the log says so. A program that moves needs another key.',
  'key-limits.may': 'With it a program may:',
  'key-limits.may-not': 'Of its role it may not',
  'key-limits.from': 'It is taken from:',
  'problem.scope-invalid': 'Tick only what the role that you chose may do.',
  'problem.network-invalid': 'Type addresses or networks such as 192.0.2.0/24, at most 32.',
  ...(Object.fromEntries(
    PERMISSIONS.map((name) => [`permission.${name}`, PERMISSION_MEANINGS[name]]),
  ) as PermissionTexts),
}
