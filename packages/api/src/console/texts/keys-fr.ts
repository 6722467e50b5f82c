import type { keysEn } from './keys-en.ts'

export const keysFr: Record<keyof typeof keysEn, string> = {
  'nav.keys': 'Clés',
  'keys.title': 'Clés des programmes',
  'keys.how':
    'Un programme s’identifie par une clé. Elle est affichée une seule fois et expire au plus tard après un an.',
  'problem.key-of-another':
    'Une clé au nom de quelqu’un d’autre est créée par l’exploitant, sur la machine elle-même : nightlight keys create. Ici, créez des clés de programmes, ou la vôtre.',
  'keys.none': 'Il n’y a pas encore de clé',
  'keys.further': 'Clés plus anciennes',
  'keys.make': 'Créer une clé',
  'keys.days': 'Jours jusqu’à l’expiration',
  'keys.made': 'La nouvelle clé',
  'keys.made-how':
    'Copiez-la maintenant : elle n’est affichée qu’une fois et n’est conservée nulle part.',
  'keys.everything': 'tout ce que permet le rôle',
  'keys.everywhere': 'de partout',
  'keys.certificate': 'avec son certificat',
  'column.key': 'Clé',
  'column.held-to': 'Limitée à',
  'column.ends': 'Expire',
  'key-state.active': 'Active',
  'key-state.expiring': 'Expire bientôt',
  'key-state.expired': 'Expirée',
  'key-state.revoked': 'Révoquée',
  'key-action.revoke': 'Révoquer',
  'key-action.replace': 'Remplacer',
  'keys-done.revoke': 'La clé est révoquée et n’est plus acceptée.',
}
