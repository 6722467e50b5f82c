import type { listsEn } from './lists-en.ts'

export const listsFr: Record<keyof typeof listsEn, string> = {
  'nav.lists': 'Listes',
  'lists.title': 'Listes d’empreintes',
  'lists.newest': 'Ce qui a été remis',
  'lists.of': 'Remis pour {list}',
  'lists.all': 'Afficher toutes les listes',
  'lists.empty': 'Rien n’a encore été remis.',
  'lists.older': 'Plus anciens',
  'lists.lists': 'Listes',
  'lists.none-first':
    'Aucune liste n’est encore ouverte. La liste vient d’abord : ouvrez-en une, puis remettez-y votre fichier.',
  'lists.none': 'Aucune liste n’est encore ouverte.',
  'lists.withdrawn': 'retirée',
  'lists.negative': 'connues comme inoffensives',
  'lists.names': 'Ce que sa liste nomme',
  'lists.is-over':
    'La fin de cette liste est passée : rien n’en est plus comparé, et elle ne prend aucun fichier.',
  'lists.invitation':
    'Voyez ce qui a été remis, ce que c’est devenu et ce qui attend une seconde personne.',
  'lists.open': 'Aller aux listes d’empreintes',
  'people.authority': 'Autorité (police seulement)',

  'column.list': 'Liste',
  'column.entries': 'Lignes',
  'column.handed-in': 'Remis',
  'column.found': 'Déjà vu',
  'column.authority': 'Autorité',
  'column.class': 'Classe',
  'column.reason': 'Motif',
  'column.code': 'Code',
  'column.hashes': 'Empreintes',

  'unit.line': 'lignes',
  'unit.media': 'médias',
  'unit.entry': 'entrées',
  'unit.row': 'lignes',

  'counts.accepted': 'acceptées',
  'counts.duplicate': 'déjà connues',
  'counts.refused': 'refusées',
  'counts.none': 'aucune ligne encore',

  'submission.title': 'Remise',
  'submission.own':
    'Rien n’en compte encore. Vous l’avez remise vous-même : un autre policier ou un superviseur examine les nombres et l’active.',
  'submission.own-codes':
    'Rien n’en compte encore. Vous avez dit ce que signifient des codes qu’elle contient, ici ou dans un fichier précédent : vous ne pouvez donc pas l’activer. Un autre policier qui ne l’a pas fait, ou un superviseur du service de signalement, examine les nombres et l’active.',
  'submission.read': '{percent} % du fichier lu',
  'submission.rows': '{n} {n|ligne lue|lignes lues}',
  'submission.kind': 'Nature',
  'submission.format': 'Format',
  'submission.handed-in': 'Remise',
  'submission.activated': 'Activée',
  'submission.ended': 'Terminée',
  'submission.released': 'Libérée',
  'submission.basis': 'Base légale',
  'submission.purpose': 'Finalité',
  'submission.countries': 'Pays',
  'submission.everywhere': 'partout',
  'submission.officer': 'Policier responsable',
  'submission.expires': 'Compte jusqu’au',
  'submission.list-expires': 'La liste compte jusqu’au',
  'submission.categories': 'Catégories',
  'submission.skipped': 'laissée de côté',
  'submission.note': 'Motif indiqué',
  'submission.refused': 'Refus ({unit})',
  'submission.no-refused': 'Rien n’a été refusé.',
  'submission.csv': 'Refus ({unit}) en CSV',
  'submission.csv-first': 'Les {n} premiers refus ({unit}) en CSV',
  'submission.set-aside': 'Laissé hors des lignes',
  'submission.by-category': 'Selon leur catégorie',
  'submission.rows-skipped': 'Laissé de côté selon la catégorie : {n} {unit}.',
  'submission.unmapped':
    'Codes dont personne n’a indiqué le sens ; ce qui les porte a été refusé. Le même fichier peut être remis à nouveau avec ce sens.',
  'unmapped.other': 'd’autres mots, qui ne sont pas montrés',
  'submission.diff': 'Comparé à ce qui comptait',
  'submission.look-back': 'Tout ce qui a déjà été vu',
  'submission.rests': 'Ce qui en dépend',
  'submission.actions': 'Ce que vous pouvez faire',

  'purpose.notice-and-takedown': 'notification et retrait',

  'submission-kind.addition': 'ajout à la liste',
  'submission-kind.edition': 'toute la liste à nouveau',
  'submission-kind.feed': 'échange avec un autre service',

  'submission-state.receiving': 'en cours d’arrivée',
  'submission-state.staged': 'attend une seconde personne',
  'submission-state.empty': 'rien n’a été accepté',
  'submission-state.expired': 'sa date de fin est passée',
  'submission-state.list-expired': 'sa liste a expiré',
  'submission-state.over': 'son temps est passé',
  'submission-state.codes-needed': 'codes à expliquer',
  'submission-state.codes-again': 'à remettre de nouveau',
  'submission-state.active': 'active',
  'submission-state.ending': 'en cours de fin',
  'submission-state.ended': 'terminée',
  'submission-state.discarded': 'abandonnée',
  'submission-state.failed': 'illisible',

  'submission-next.receiving':
    'Le fichier est en lecture. Si la connexion a été coupée, remettez le même fichier : la lecture reprend là.',
  'submission-next.staged':
    'Rien n’en compte encore. Un autre policier ou un superviseur examine les nombres et l’active.',
  'submission-next.empty':
    'Rien n’en a été accepté : personne ne pourra jamais l’activer. Voyez ci-dessous pourquoi cela a été refusé ou laissé de côté, abandonnez-la et remettez le fichier une fois corrigé.',
  'submission-next.expired':
    'Sa date de fin est passée avant que quelqu’un ne l’active : personne ne le peut plus. Abandonnez-la et remettez le fichier avec une fin plus lointaine.',
  'submission-next.list-expired':
    'La fin de sa liste est passée avant que quelqu’un ne l’active : personne ne le peut plus. Abandonnez-la et remettez le fichier à une autre liste.',
  'submission-next.over':
    'Sa fin, ou celle de sa liste, est passée : ses entrées ne sont plus comparées.',
  'submission-next.again':
    'Rien n’en compte, et personne ne peut l’activer : le même fichier est remis de nouveau, et celui-ci abandonné.',
  'submission-next.active': 'Ses entrées sont comparées.',
  'submission-next.active-negative':
    'Ce qu’elle nomme est connu comme inoffensif : les images qui ressemblent à ses entrées ne correspondent donc pas.',
  'submission-next.ending': 'Ses entrées ne comptent plus. Ce qui en dépendait est réexaminé.',
  'submission-next.ended': 'Ses entrées ne comptent plus.',
  'submission-next.discarded': 'Elle n’a jamais compté et n’est plus conservée.',
  'submission-next.failed-whole':
    'Personne ne l’a abandonnée : son fichier ne peut être pris ainsi. Rien n’en compte, et rien n’en est conservé.',
  'submission-next.failed': 'Le fichier n’a pas pu être lu jusqu’au bout. Rien n’en est conservé.',

  'failure-place.line':
    'La ligne {n} est la dernière qui a pu être lue ; {bytes} octets du fichier étaient alors arrivés.',
  'failure-place.media':
    'Le média {n} est le dernier qui a pu être lu ; {bytes} octets du fichier étaient alors arrivés.',
  'failure-place.entry':
    'L’entrée {n} est la dernière qui a pu être lue ; {bytes} octets du fichier étaient alors arrivés.',
  'failure-place.row':
    'La ligne {n} est la dernière qui a pu être lue ; {bytes} octets du fichier étaient alors arrivés.',
  'failure-place.none': 'Rien n’a pu en être lu.',
  'failure.list-empty': 'Le fichier est vide.',
  'failure.list-format-wrong':
    'D’après son contenu, le fichier est d’un autre format que celui indiqué.',
  'failure.list-malformed': 'Le fichier est endommagé ou s’interrompt.',
  'failure.list-not-text':
    'Le fichier n’est pas une liste d’empreintes mais autre chose, par exemple une image.',
  'failure.list-algorithm-needed': 'Des lignes ne disent pas de quel algorithme elles sont.',
  'failure.list-compression-broken': 'La compression du fichier est endommagée.',
  'failure.list-compression-bomb':
    'Le fichier décompressé dépasse de loin ce que contient une liste.',
  'failure.list-compression-nested': 'Le fichier est compressé plus de deux fois.',
  'failure.list-doctype-refused': 'Le fichier déclare son propre type de document.',
  'failure.list-without-entries': 'Le fichier ne contient aucune entrée.',
  'failure.list-without-media': 'Le fichier ne contient aucun média.',
  'failure.csv-without-hash-column':
    'Aucune colonne du fichier n’est connue pour contenir une empreinte.',

  'end-reason.revoked': 'révoquée',
  'end-reason.superseded': 'remplacée par une édition plus récente',

  'diff.added': 'nouvelles',
  'diff.unchanged': 'inchangées',
  'diff.missing': 'qui n’y sont plus',

  'look-back.none': 'Comparé dès son activation.',
  'look-back.running': 'Comparaison en cours. Images jusqu’ici : {looked}.',
  'look-back.found':
    'Images déjà vues qui correspondent : {found}. Elles attendent qu’un superviseur les libère.',
  'look-back.released':
    'Comparé. Images déjà vues qui correspondent : {found}. Elles agissent comme toute autre correspondance.',
  'look-back-short.none': '–',
  'look-back-short.running': 'en cours',
  'look-back-short.found': '{found} à libérer',
  'look-back-short.released': '{found} trouvées',

  'rests.none': 'Rien n’y a encore correspondu.',
  'rests.matches': '{n|correspondance|correspondances}',
  'rests.each': 'Chacune d’elles',
  'rests.later': 'Les suivantes',
  'rests.from-first': 'Depuis la première',
  'rests.entry': 'Entrée',
  'rests.retractions': 'Notifications rétractées',

  'action.activate': 'Activer',
  'action.end': 'Révoquer',
  'action.discard': 'Abandonner',
  'action.release': 'Libérer ce qui a été trouvé',
  'action.reason': 'Motif',
  'action.back': 'Retour, ne rien changer',
  'action-title.activate': 'Activer cette remise ?',
  'action-title.end': 'Révoquer cette remise ?',
  'action-title.discard': 'Abandonner cette remise ?',
  'action-title.release': 'Libérer ce qui a été trouvé ?',
  'action-what.activate':
    'Ses entrées sont comparées désormais, y compris avec tout ce qui a déjà été vu. Ce qui en ressort n’agit que lorsqu’un superviseur l’a libéré.',
  'action-what.activate-negative':
    'Sa liste nomme ce qui est connu comme inoffensif. Désormais, les images qui ressemblent à ses entrées ne correspondent plus à aucune liste, sauf si l’une a exactement le même fichier ; et les mêmes empreintes sont refusées dans les fichiers remis plus tard à d’autres listes.',
  'action-what.end-negative':
    'Ses entrées cessent de compter aussitôt et pour de bon : ce qu’elles empêchaient de correspondre peut de nouveau correspondre à d’autres listes. Les lignes d’autres fichiers refusées à cause d’elles n’entrent que si ces fichiers sont remis de nouveau.',
  'action-what.edition':
    'Elle remplace ce qui a été remis avant. Entrées qui n’y sont plus et cessent de compter : {missing}.',
  'action-what.end':
    'Ses entrées cessent de compter aussitôt et pour de bon. Les retraits qui ne reposent sur rien d’autre sont clos, et les notifications envoyées sont rétractées.',
  'action-what.discard': 'Rien n’en a jamais compté, et rien n’en est conservé.',
  'action-what.release':
    'Images déjà vues qui correspondent : {found}. Elles agissent ensuite comme toute autre correspondance : elles attendent une décision, ou ouvrent des retraits et envoient des notifications là où la liste le permet.',
  'release.opens': 'Ouvrent un retrait aussitôt',
  'release.waits': 'Attendent une décision',
  'release.none': 'Ne déclenchent rien',
  'done.activated': 'Activée. Tout ce qui a déjà été vu y est comparé.',
  'done.activated-negative':
    'Activée. Les images qui ressemblent à ses entrées ne correspondent plus.',
  'done.ended': 'Révoquée. Elle ne compte plus.',
  'done.discarded': 'Abandonnée.',
  'done.released': 'Libéré.',

  'problem.second-person-needed':
    'Vous l’avez remis ou proposé vous-même, ou avez dit ce que ses codes veulent dire. Demandez à une autre personne autorisée, par exemple un autre policier ou superviseur.',
  'problem.submission-not-staged': 'Elle n’attend plus cela. Regardez-la à nouveau.',
  'problem.submission-empty': 'Rien n’en a été accepté. Voyez pourquoi cela a été refusé.',
  'problem.submission-expired': 'Elle a expiré. Remettez-la avec une date plus lointaine.',
  'problem.look-back-not-finished':
    'Ce qui a déjà été vu est encore comparé, ou la remise ne compte plus.',
  'problem.authority-needed': 'Indiquez pour quelle autorité le policier agit.',
  'problem.authority-for-police-only':
    'Seule la police agit pour une autorité. Laissez vide pour les autres rôles.',

  'set-aside.photodna': 'PhotoDNA, qui ne peut être conservé',
  'set-aside.photodna-malformed': 'PhotoDNA d’une longueur incorrecte',
  'set-aside.other-algorithm': 'd’algorithmes qui ne sont pas comparés ici',
  'set-aside.low-quality': 'd’images trop unies pour être distinguées',

  'refusal.wrong-length': 'une empreinte a une longueur incorrecte',
  'refusal.wrong-alphabet': 'une empreinte a des signes qui n’y ont pas leur place',
  'refusal.digest-of-empty-file': 'l’empreinte d’un fichier vide',
  'refusal.digest-of-blank-file': 'l’empreinte d’un fichier blanc',
  'refusal.pdq-bits-out-of-range': 'une empreinte PDQ qu’aucune vraie image n’a',
  'refusal.pdq-degenerate': 'une empreinte PDQ qu’aucune vraie image n’a',
  'refusal.blockhash-degenerate': 'un blockhash qu’aucune vraie image n’a',
  'refusal.no-hash': 'aucune empreinte dans la ligne',
  'refusal.no-reference': 'un retrait qui ne dit pas de quoi',
  'refusal.row-too-long': 'la ligne est trop longue',
  'refusal.unknown-type': 'une sorte d’empreinte inconnue ici',
  'refusal.not-json': 'JSON mal formé',
  'refusal.photodna-only': 'seulement PhotoDNA, qui ne peut être conservé',
  'refusal.category-not-mapped': 'une catégorie dont personne n’a indiqué le sens',
  'refusal.category-missing': 'aucune catégorie, et personne n’a dit ce que cela signifie',
  'refusal.on-negative-list': 'une liste la dit inoffensive',
  'refusal.flooded': 'trouvée sur trop de sites sans lien entre eux, et suspendue',
  'refusal.revoked-before': 'déjà révoquée auparavant',
}
