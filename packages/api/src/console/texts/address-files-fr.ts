import type { addressFilesEn } from './address-files-en.ts'

export const addressFilesFr: Record<keyof typeof addressFilesEn, string> = {
  'address-file.title': 'Éléments à répondre, avec adresses exactes',
  'address-file.how':
    'Beaucoup d’adresses exactes dans un seul fichier demandent des précautions : il faut être deux chez vous. L’un demande, un autre donne son accord, et le demandeur prend le fichier dans l’heure, une fois. Il contient les adresses là où la notification elle-même les citait en clair, de ces éléments et d’aucun qui serait signalé ou redemandé plus tard. Le journal note qui a demandé, approuvé et pris.',
  'address-file.no-consent':
    'La hotline n’a pas donné son accord pour que vous preniez des adresses en fichier. Demandez à la hotline dont vous recevez les notifications : un superviseur peut l’autoriser sur la page de votre société, avec une deuxième personne.',
  'address-file.consent': 'La hotline y consent jusqu’au',
  'address-file.alone':
    'Personne d’autre chez vous n’a de compte, donc personne ne peut donner son accord. Demandez à la hotline d’admettre une autre personne de chez vous.',
  'address-file.instead': 'D’ici là :',
  'address-file.instead-notice': 'Voir les adresses d’une notification, sur sa page',
  'address-file.instead-ways':
    'Faire lire chaque notification par un programme à son arrivée : le courriel et le webhook portent les adresses dans une partie pour machines',
  'address-file.most': 'Au plus, les plus anciens d’abord',
  'address-file.ask': 'Demander le fichier',
  'address-file.asked': 'Demandé par',
  'address-file.what': 'Quoi',
  'address-file.items': '{n} {n|élément|éléments}',
  'address-file.agreed-by': '{name} a donné son accord',
  'address-file.until': 'jusqu’au',
  'address-file.agree': 'Donner mon accord',
  'address-file.take': 'Prendre le fichier',
  'address-file.colleague':
    'Un collègue demande un fichier avec des adresses exactes. Une autre personne de chez vous doit donner son accord.',
  'address-file.of':
    'Éléments du fichier que demande {name}. Il contient ceux d’entre eux qui attendent une réponse quand il est pris.',
  'address-file.back': 'Vers le fichier, pour donner votre accord ou non',
  'address-state.waits': 'attend une autre personne',
  'address-state.agreed': 'approuvé',
  'address-state.taken': 'pris',
  'address-state.withdrawn': 'retiré',
  'address-state.expired': 'expiré',
  'address-done.asked':
    'Demandé. Une autre personne de chez vous a 24 heures pour donner son accord, sur cette page.',
  'address-done.agreed':
    'Accord donné. Le demandeur a une heure pour prendre le fichier, une fois.',
  'address-done.withdrawn': 'Retiré. Il n’y a pas de fichier.',
  'problem.address-consent-waits':
    'Une autorisation attend déjà. Approuvez-la ou abandonnez-la d’abord.',
  'problem.address-consent-not-found': 'C’est déjà réglé. Revoyez le fournisseur.',
  'problem.address-consent-missing':
    'La hotline ne consent pas, ou plus, à ce que vous preniez des adresses en fichier. Demandez à un superviseur.',
  'problem.address-request-not-found': 'Il n’y a pas de tel fichier, ou il n’est pas le vôtre.',
  'problem.address-request-alone':
    'Personne d’autre chez vous n’a de compte pour donner son accord. Demandez à la hotline d’admettre une autre personne.',
  'problem.address-request-empty':
    'Aucun de ces éléments n’attend de réponse. Choisissez-en d’autres.',
  'problem.address-request-not-agreed':
    'Une autre personne de chez vous doit d’abord donner son accord.',
  'problem.address-request-not-yours':
    'Le fichier est pris par qui l’a demandé. Demandez-en un vous-même.',
  'problem.address-request-over': 'Ceci a été pris, retiré, ou a expiré. Redemandez le fichier.',
  'problem.portal-addresses-many':
    'Rien n’a été montré. Une personne voit au plus 500 adresses exactes par heure. Continuez plus tard, ou demandez un fichier d’adresses avec un collègue (Fichiers).',
  'problem.address-requests-many':
    'Trois attendent déjà, ou dix ont été demandés en un jour. Retirez-en un, ou attendez.',
  'consent.title': 'Adresses en fichiers',
  'consent.none':
    'Les personnes de ce fournisseur ne prennent pas d’adresses exactes en fichier. Elles voient celles d’une notification à la fois.',
  'consent.given': 'deux d’entre elles peuvent prendre un fichier ensemble',
  'consent.until': 'Jusqu’au',
  'consent.proposer': 'Proposé par',
  'consent.giver': 'Approuvé par',
  'consent.withdraw': 'Retirer immédiatement',
  'consent.for': 'L’autoriser pour',
  'consent.days': '{n} jours',
  'consent.propose': 'Proposer',
  'consent.how':
    'Elle compte dès qu’un superviseur, qui est une autre personne, l’approuve. Ensuite une personne du fournisseur demande un fichier de ce qui attend, une autre donne son accord, et chaque fichier est au journal.',
  'done.consent-proposed': 'Proposé. Cela compte dès qu’une autre personne l’approuve.',
  'done.consent-given':
    'Approuvé. Deux personnes du fournisseur peuvent désormais prendre ensemble un fichier d’adresses.',
  'done.consent-withdrawn': 'Retiré. Plus aucun fichier d’adresses ne part.',
  'waiting-kind.address-consent': 'adresses en fichiers proposées',
  'audit-action.address-consent.proposed': 'Adresses en fichiers proposées',
  'audit-action.address-consent.given': 'Adresses en fichiers autorisées',
  'audit-action.address-consent.dropped': 'Adresses en fichiers non autorisées',
  'audit-action.address-consent.withdrawn': 'Adresses en fichiers plus autorisées',
  'audit-action.address-file.asked': 'Fichier d’adresses exactes demandé',
  'audit-action.address-file.agreed': 'Fichier d’adresses exactes approuvé',
  'audit-action.address-file.taken': 'Fichier d’adresses exactes pris',
  'audit-action.address-file.withdrawn': 'Fichier d’adresses exactes retiré',
  'audit-action.address_request.listed': 'Fichiers d’adresses consultés',
  'audit-object.address_request': 'Fichiers d’adresses exactes',
}
