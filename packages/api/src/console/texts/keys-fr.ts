import type { keysEn } from './keys-en.ts'

export const keysFr: Record<keyof typeof keysEn, string> = {
  'nav.keys': 'Clés',
  'keys.title': 'Clés des programmes',
  'keys.how':
    'Un programme s’identifie par une clé. Elle est affichée une seule fois et expire au plus tard après un an.',
  'problem.key-of-another':
    'Une clé au nom de quelqu’un d’autre est créée par l’exploitant, sur la machine elle-même : nightlight keys create. Ici, créez des clés de programmes, ou la vôtre.',
  'keys.of-provider':
    'Les clés des programmes d’un fournisseur se créent sur la page de ce fournisseur, sous ses personnes.',
  'keys-done.made-before':
    'Ce formulaire a déjà créé une clé, qui n’est plus montrée. Si personne ne l’a, révoquez-la ici et créez-en une autre.',
  'problem.key-needs-provider':
    'La clé d’un programme d’un fournisseur se crée sur la page de ce fournisseur, sous ses personnes : créée ici, elle ne répondrait pour personne.',
  'keys.provider-title': 'Clés de ses programmes',
  'keys.provider-how':
    'Avec une clé, un programme de ce fournisseur lit ce qui lui a été notifié, répond, et consulte si c’est permis : pour ce fournisseur seulement. Remettez-la par une voie sûre pour vous deux.',
  'keys.provider-none': 'Ce fournisseur n’a pas encore de clé.',
  'keys.of-person':
    'D’une personne : elle seule la remplace, ou l’exploitant en ligne de commande.',
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
