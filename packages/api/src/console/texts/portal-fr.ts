import type { portalEn } from './portal-en.ts'

export const portalFr: Record<keyof typeof portalEn, string> = {
  'nav.portal': 'Éléments',
  'portal.items': 'Ce qui vous a été notifié',
  'portal.tick': 'Cocher',
  'portal.tick-one': 'Cocher {item}',
  'portal.tick-all': 'Tout cocher sur cette page',
  'portal.item': 'Élément',
  'portal.host': 'Hôte',
  'portal.told': 'Notifié',
  'portal.find': 'Référence ou hôte',
  'portal.csv-of-these': 'Tous ceux-ci en CSV',
  'portal.age': 'Notifié il y a',
  'portal.class': 'Catégorie',
  'portal.any': 'Peu importe',
  'portal.all': 'Tous',
  'portal-state.open': 'À répondre',
  'portal-state.answered': 'Répondu',
  'portal-state.removed': 'Retiré',
  'portal-state.closed': 'Clos',
  'portal.nothing-open': 'Rien n’attend votre réponse.',
  'portal.none': 'Aucun élément de ce genre. Choisissez ci-dessus un autre état ou un autre âge.',
  'portal.answer': 'Votre réponse',
  'portal.answer-ticked': 'Répondre pour ce qui est coché',
  'portal.answer-how':
    'Cochez des éléments, choisissez une réponse et vérifiez-la à la page suivante. Rien n’est envoyé avant votre confirmation.',
  'portal.answer-notice-how':
    'Ce qui attend une réponse est déjà coché : laissez ainsi pour répondre à toute la notification. Rien n’est envoyé avant votre confirmation.',
  'portal.preview': 'Vérifier la réponse',
  'portal.preview-title': 'À vérifier avant l’envoi',
  'portal.preview-how':
    'Voici ce qui sera dit des éléments ci-dessous. Ce que vous dites avoir retiré est revérifié tout de suite ; un élément n’est clos que lorsque nos propres contrôles constatent sa disparition.',
  'portal.confirm': 'Envoyer la réponse',
  'portal.change': 'Modifier',
  'portal.next': 'Éléments plus récents',
  'portal.back': 'Tous les éléments',
  'portal.done-answered':
    'Votre réponse est arrivée. Ce que vous dites avoir retiré est revérifié maintenant.',
  'portal.done-answered-before': 'Cette réponse était déjà arrivée. Rien n’a été compté deux fois.',
  'portal.done-count': '{count} éléments répondus.',
  'portal.done-none-left':
    'Plus aucun de ceux-ci n’attend de réponse : ils ont été répondus ou ont disparu.',
  'portal.see-answered': 'Voir ce qui est répondu',
  'portal.preview-all': 'Vérifier une réponse pour les {count} que montrent ces filtres',
  'portal.preview-most': 'Vérifier une réponse pour les {count} premiers de ceux-ci',
  'portal.preview-first':
    'Les {shown} premiers sur {count} figurent ci-dessous ; la réponse vaut pour tous.',
  'portal.preview-rest':
    'Il y en a plus de {count} : répondez ensuite aux autres de la même façon.',
  'problem.portal-more-by-now':
    'Plus d’éléments attendent maintenant une réponse que ce qui vous a été montré. Rien n’a été envoyé : vérifiez encore une fois.',
  'portal.kind': 'Lettre',
  'portal-kind.provider-notice': 'Notification',
  'portal-kind.provider-reminder': 'Rappel',
  'portal-kind.upstream-notice': 'Au réseau qui raccorde l’hébergeur',
  'portal-kind.registrar-notice': 'Au bureau d’enregistrement',
  'portal-kind.registry-notice': 'Au registre',
  'portal-kind.police-hand-over': 'Transmission à la police',
  'portal.addresses-clear':
    'La notification citait les adresses exactes. Elles s’affichent ici à votre demande, et le journal le note.',
  'portal.addresses-hidden':
    'La notification ne citait pas les adresses exactes en clair. Elles s’affichent ici à votre demande : il vous est redemandé qui vous êtes, et le journal note que vous les avez vues.',
  'way.portal': 'dans le portail',
  'problem.portal-nothing-ticked': 'Cochez au moins un élément.',
  'problem.portal-too-many': 'Répondez à 2 500 éléments au plus à la fois.',
  'problem.provider-missing':
    'Ce compte ne répond pour aucun fournisseur. Demandez à la hotline de vous inviter à nouveau.',
  'problem.reply-item-not-found': 'L’un des éléments n’existe pas ou n’est pas à vous.',
  'problem.notice-not-found': 'Cette notification n’existe pas ou n’est pas à vous.',
  'portal.people': 'Personnes qui peuvent se connecter',
  'portal.people-of': 'Personnes de {name}',
  'portal.people-how':
    'Elles voient ce qui a été notifié à ce fournisseur, les adresses exactes à leur demande, et rien d’autre. C’est pourquoi une personne de la hotline invite, et une autre donne son accord.',
  'portal.no-people':
    'Personne de ce fournisseur n’a de compte. Il répond par courriel, par lien ou par clé.',
  'portal.invite': 'Inviter une personne de ce fournisseur',
  'portal.asked-by': 'invité par {name}',
  'portal.made-waiting':
    'Le lien fonctionne dès qu’une autre personne de la hotline a donné son accord.',
  'portal.to-provider': 'Retour au fournisseur',
  'problem.person-of-another-provider':
    'Une personne de ce nom est chez un autre fournisseur. Donnez un nom qui les distingue.',
  'problem.provider-needed':
    'Les personnes d’un fournisseur sont invitées depuis la page du fournisseur.',
  'problem.role-of-provider':
    'Les personnes d’un fournisseur ont leurs propres comptes. Invitez la personne à nouveau.',
  'nav.portal-times': 'Délais',
  'portal.times': 'Vos délais de réponse',
  'portal.times-answer': 'De notre notification à votre première réponse',
  'portal.times-removal': 'De notre notification à la première disparition constatée',
  'portal.not-answered': 'Pas encore répondu',
  'portal.over-unanswered': 'Terminé sans réponse (disparu, retiré, déplacé ou clos)',
  'portal.over-otherwise': 'Terminé autrement (retiré, déplacé ou clos)',
  'portal.not-gone': 'Disparition pas encore constatée',
  'portal.all-gone':
    'Rien de ce qui vous a été notifié n’attend encore que sa disparition soit constatée.',
  'portal.what-not-gone':
    'Ce qui n’a pas encore de réponse, ou dont la disparition n’est pas constatée, est compté comme tel : ne rien faire ne fait pas paraître rapide.',
  'portal.answer-means':
    'De la première notification qui vous est parvenue (T6) à votre première réponse (T8) : sur une page, dans un fichier ou par programme. Les réponses automatiques n’en sont pas, ni les courriels rédigés librement, qu’une personne lit.',
  'portal.removal-means':
    'De la première notification (T6) au moment où nos contrôles ont constaté la disparition pour la première fois (T9), une fois vérifiée. Pas plus fin que l’intervalle entre deux contrôles.',
  'portal.times-own':
    'Ce sont vos propres chiffres et ceux de personne d’autre. Des autres il n’y a qu’une médiane, là où ils sont cinq ou plus avec dix éléments ou plus, et où aucun n’en a plus de la moitié.',
  'portal.others-answer':
    'Médiane de tous les autres fournisseurs, de la notification à la réponse',
  'portal.others-removal':
    'Médiane de tous les autres fournisseurs, de la notification à la disparition constatée',
  'portal.others-few': 'non montrée : ils sont trop peu',
  'portal.median': 'Médiane',
  'portal.p90': '90 % en',
  'portal.within-24h': 'Part en 24 heures',
  'portal.took': 'Durée',
}
