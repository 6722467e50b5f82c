import type { policeEn } from './police-en.ts'

export const policeFr: Record<keyof typeof policeEn, string> = {
  'lists.hand-in': 'Remettre un fichier',
  'lists.open-new': 'Ouvrir une liste',
  'hand-in.title': 'Remettre une liste d’empreintes',
  'hand-in.promise':
    'Le fichier contient des empreintes, jamais d’images. Aucune image ne peut quitter votre machine : calculez-y les empreintes, avec « nightlight hash » ou votre propre programme.',
  'hand-in.negative':
    'Cette liste nomme ce qui est connu comme inoffensif. Ce que vous remettez ici empêche des images de correspondre, aussi à d’autres listes ; rien n’en est jamais retiré.',
  'hand-in.signed-only':
    'Votre autorité n’accepte que des fichiers signés, et un navigateur ne peut pas signer. Remettez le fichier avec « nightlight lists submit ».',
  'hand-in.next': 'Ce qui suit',
  'hand-in.next-map': 'Vous dites ce que les catégories du fichier signifient ici.',
  'hand-in.next-look':
    'Vous voyez ce qui est nouveau, connu ou refusé, et pourquoi. Rien ne compte encore.',
  'hand-in.next-second': 'Un deuxième policier ou un superviseur l’active.',
  'hand-in.officer-hint': 'Qui en répond dans votre autorité. Conservé chiffré.',
  'hand-in.expires-hint': 'Laissé vide : compte jusqu’à ce que quelqu’un y mette fin.',
  'hand-in.reading': 'Comment le fichier est lu',
  'hand-in.algorithm': 'Algorithme des lignes qui n’indiquent pas le leur',
  'hand-in.algorithm-none': 'chaque ligne indique le sien',
  'hand-in.columns': 'Colonnes d’un fichier CSV',
  'hand-in.columns-hint':
    'Une par ligne, là où l’en-tête n’est pas connu : Image hash = sha256. Aussi md5, sha1, pdq, blockhash, category et reference.',
  'hand-in.file': 'Fichier d’empreintes',
  'hand-in.drop': 'Ou déposez-le ici.',
  'hand-in.file-hint':
    '{formats} ou simples lignes ; aussi comprimé par gzip ou zstd. Jusqu’à {gib} Gio.',
  'hand-in.send': 'Remettre',
  'hand-in.try': 'Essayer d’abord, sans rien garder',
  'hand-in.try-hint':
    'Un essai accepte des fichiers jusqu’à 1 Gio. Remettre ne fait que préparer : rien ne compte avant qu’une deuxième personne l’ait activé.',
  'problem.file-is-picture':
    'Ce fichier est une image ; rien n’en a été gardé. Calculez les empreintes avec « nightlight hash » sur votre machine ; aucune image ne peut la quitter.',
  'problem.file-is-video':
    'Ce fichier est une vidéo ; rien n’en a été gardé. Calculez les empreintes avec « nightlight hash » sur votre machine ; aucune image ne peut la quitter.',
  'problem.file-is-archive':
    'Ce fichier est une archive ; rien n’en a été gardé. Calculez les empreintes avec « nightlight hash » sur votre machine ; aucune image ne peut la quitter.',
  'problem.file-is-document':
    'Ce fichier est un document ; rien n’en a été gardé. Calculez les empreintes avec « nightlight hash » sur votre machine ; aucune image ne peut la quitter.',
  'problem.form-malformed':
    'Le fichier n’est pas arrivé en entier. Choisissez-le à nouveau et renvoyez-le.',
  'problem.uploads-busy': 'D’autres fichiers arrivent en ce moment. Réessayez dans une minute.',
  'problem.file-too-large':
    'Le fichier dépasse ce qui est accepté ici. Remettez-le en plusieurs fichiers.',
  'problem.upload-cut':
    'La connexion a été coupée. Ce qui est arrivé est gardé : renvoyez le même fichier, et la lecture reprend là.',
  'problem.upload-stalled':
    'La connexion a été coupée. Ce qui est arrivé est gardé : renvoyez le même fichier, et la lecture reprend là.',
  'problem.submission-being-received':
    'Ce fichier est déjà en cours de réception. Si elle a été interrompue, renvoyez-le dans quelques secondes.',
  'problem.submission-file-differs':
    'Ce n’est pas le fichier commencé. Renvoyez le même, ou abandonnez la remise commencée.',
  'problem.signature-required':
    'Votre autorité n’accepte que des fichiers signés, et un navigateur ne peut pas signer. Remettez le fichier avec « nightlight lists submit ».',
  'problem.list-withdrawn': 'Cette liste a été retirée. Remettez le fichier à une autre.',
  'problem.list-expired': 'Cette liste a expiré. Remettez le fichier à une autre.',
  'problem.list-terms-differ':
    'Une liste de ce nom existe avec d’autres conditions. Choisissez un autre nom.',
  'problem.columns-invalid':
    'La ligne {n} des colonnes ne dit pas ce que contient une colonne. C’est l’en-tête de la colonne, = et l’un de ces mots : {words}.',
  'problem.expiry-invalid':
    '« Compte jusqu’au » demande un jour qui n’est pas passé, écrit comme 2030-12-31. Indiquez aujourd’hui ou un jour à venir, ou laissez le champ vide.',
  'problem.countries-invalid':
    'Un pays s’écrit en deux lettres : BE. Séparez-en plusieurs par des virgules, comme BE, NL ; vide, c’est partout.',
  'open-list.title': 'Ouvrir une liste d’empreintes',
  'open-list.what':
    'Une liste réunit ce qui peut servir au même but dans les mêmes pays. Cela ne change plus ensuite.',
  'open-list.name': 'Nom, sans adresse ni empreinte',
  'open-list.class-hint': 'Ce que sont ses entrées quand le fichier n’a pas de catégories.',
  'open-list.countries-hint': 'Où elle peut servir, par exemple BE, NL ; partout si vide.',
  'open-list.negative': 'Elle nomme ce qui est connu comme inoffensif',
  'open-list.open': 'Ouvrir la liste',
  'tried.title': 'Ce que donnerait le fichier',
  'tried.kept': 'Essayé. Rien n’en a été gardé.',
  'tried.hand-in': 'Le remettre',
  'tried.columns-read': 'Colonnes lues',
  'tried.columns-dropped': 'Colonnes non lues',
  'tried.columns-how':
    'Ce qui est dans une colonne non lue n’est pas repris. Pour la faire lire, dites ce qu’elle est sous « {reading} », par exemple reference = reference pour le numéro de votre propre système.',
  'tried.refusals': 'Les premières lignes refusées, {n} au plus',
  'tried.place': 'Place dans le fichier',
  'done.staged': 'Le fichier est arrivé. Rien n’en compte encore.',
  'mapping.title': 'Ce que signifient ses catégories',
  'mapping.codes': 'Codes de la source',
  'mapping.lead':
    'Le même code a d’autres sens dans d’autres pays. Dites de chacun ce qu’il est ici ; rien ne compte avant cela, et vous pouvez le changer jusqu’à l’activation.',
  'mapping.code': 'Code',
  'mapping.none': 'sans code',
  'mapping.other': 'ce qui ne peut être un code',
  'mapping.rows': 'Lignes',
  'mapping.samples': 'Entrées, par exemple',
  'mapping.known-only': 'toutes connues de la liste',
  'mapping.class': 'Est ici',
  'mapping.choose': 'à choisir',
  'mapping.skip': 'laisser de côté',
  'mapping.as-default':
    'Une fois ce fichier activé, le prendre aussi comme sens de ces codes dans les fichiers suivants de {authority}',
  'mapping.save': 'Enregistrer',
  'mapping.saved-needed':
    'Enregistré. Des codes n’ont pas encore de sens : dites de chacun ce qu’il est ici. Personne ne peut l’activer avant.',
  'mapping.saved-again': 'Enregistré. Personne ne peut l’activer ainsi.',
  'mapping.result': 'Ce que cela donne',
  'mapping.open': 'encore à dire',
  'mapping.as-earlier': 'comme dans un fichier précédent',
  'mapping.staged-as': 'avant : {class}',
  'mapping.needed': 'Avant l’activation, quelqu’un dit ce que signifient ses codes.',
  'mapping.said': 'Ses codes ont un sens ; il peut encore être changé.',
  'mapping.go': 'Dire ce que signifient les codes',
  'mapping.look': 'Voir les codes',
  'done.mapped': 'Enregistré. C’est ainsi que cela comptera une fois activé.',
  'problem.mapping-needed': 'Quelqu’un dit d’abord ce que signifient ses codes.',
  'problem.mapping-changed': 'Quelqu’un d’autre l’a changé entre-temps. Regardez à nouveau.',
  'problem.edition-outdated':
    'Quelque chose de cette liste a été activé entre-temps, et cette édition le remplacerait aussi. Voyez ci-dessous ce qui cesse de compter à présent.',
  'problem.mapping-unseen':
    'Il faut d’abord avoir vu ce que signifient ses codes. C’est indiqué ci-dessous.',
  'revoke-list.title': 'Retirer cette liste ?',
  'revoke-list.what':
    'Tout ce qui en vient cesse de compter aussitôt et pour de bon. Les retraits qui ne reposent sur rien d’autre sont clos, et les notifications envoyées sont rétractées.',
  'revoke-list.do': 'Retirer la liste',
  'revoke-list.done': 'La liste a été retirée. Plus rien n’en compte.',
  'entry.title': 'Une entrée d’une liste',
  'entry.find': 'Trouver une entrée',
  'entry.find-hint':
    'Par son identifiant, ou par le numéro que votre système lui a donné dans le fichier. Jamais par une empreinte.',
  'entry.find-label': 'Identifiant ou numéro',
  'entry.state': 'État',
  'entry.id': 'Entrée',
  'entry-state.counts': 'compte',
  'entry-state.waiting': 'ne compte pas encore',
  'entry-state.over': 'ne compte plus : la fin de son fichier ou de sa liste est passée',
  'entry-state.ended': 'ne compte plus : il a été mis fin à son fichier ou à sa liste',
  'entry-state.suspended': 'suspendue',
  'entry-state.revoked': 'révoquée',
  'entry.rests-over':
    'Cette entrée ne compte plus. Les retraits qui ne reposent sur rien d’autre sont clos.',
  'entry.namesakes': 'Autres entrées du même numéro',
  'entry.namesakes-stand':
    'Dans cette liste, {n} {n|autre entrée a|autres entrées ont} le même numéro et {n|n’est pas révoquée|ne sont pas révoquées} : d’autres empreintes de la même image, ou une autre image d’un fichier numéroté à nouveau. Chacune se révoque à part.',
  'entry.namesakes-revoked': 'Toutes sont révoquées.',
  'entry.revoke': 'Révoquer cette entrée',
  'entry.revoke-what':
    'Elle cesse de compter aussitôt et pour de bon, aussi pour ce qui sera remis plus tard à cette liste. Les retraits qui ne reposent sur rien d’autre sont clos, et les notifications envoyées sont rétractées.',
  'entry.revoke-what-negative':
    'Elle cesse de compter aussitôt et pour de bon, aussi pour ce qui sera remis plus tard à cette liste. Ce qu’elle empêchait de correspondre peut de nouveau correspondre à d’autres listes.',
  'entry.revoked': 'Révoquée. Elle ne compte plus.',
  'problem.entry-not-in-list': 'Cette liste n’a pas une telle entrée.',
  'lists.manage': 'Cette liste',
  'nav.hand-overs': 'Transmissions',
  'hand-overs.title': 'Transmis à votre autorité',
  'hand-overs.waiting': 'pas encore reçues',
  'hand-overs.unanswered': 'en attente de votre accord',
  'hand-overs.waits': '{n} {n|dossier attend|dossiers attendent} votre accord',
  'hand-overs.received': 'reçues',
  'hand-overs.which': 'Quelles transmissions',
  'hand-overs.none-waiting':
    'Rien ne vous attend. Ce que la hotline transmet à votre autorité apparaît ici, le plus ancien d’abord.',
  'hand-overs.none-unanswered': 'Aucun dossier de ce que vous avez reçu n’attend votre accord.',
  'hand-overs.none-received': 'Rien n’a encore été reçu.',
  'hand-overs.unbound':
    'Aucune transmission n’arrive à votre autorité. L’exploitant indique quelle autorité se trouve derrière la boîte de la police.',
  'hand-overs.reference': 'Référence',
  'hand-overs.at': 'Transmis',
  'hand-overs.cases': 'Dossiers',
  'hand-overs.received-at': 'Reçu',
  'hand-overs.older': 'Suivantes',
  'hand-over.title': 'Transmission {reference}',
  'hand-over.host': 'Hôte',
  'hand-over.country': 'Pays',
  'hand-over.state': 'État',
  'hand-over.word': 'Votre accord',
  'hand-over.addresses': 'Les adresses exactes sont dans le courriel de cette référence, pas ici.',
  'hand-over.receive': 'Marquer comme reçue',
  'hand-over.receive-what': 'La hotline voit que votre autorité l’a, et depuis quand.',
  'hand-over.own-reference': 'Votre propre numéro de dossier, s’il y en a un',
  'hand-over.authorise': 'Autoriser la notification au fournisseur',
  'hand-over.authorise-what':
    'Le fournisseur de chaque dossier en attente est alors averti, et retire le contenu. Faites-le quand l’enquête a ce qu’il lui faut. Cela ne peut pas être annulé.',
  'hand-over.then-word': 'Ensuite, vous dites ici si le fournisseur peut être averti.',
  'hand-over.waiting': 'attend votre accord',
  'hand-over.done-received': 'Marquée comme reçue.',
  'hand-over.done-numbered': 'Votre numéro de dossier est noté.',
  'hand-over.done-other-number':
    'Elle porte déjà un autre numéro de dossier, donné par un collègue : voyez ci-dessous. Le vôtre n’a pas été gardé.',
  'hand-over.add-number': 'Ajouter le numéro',
  'hand-over.done-authorised': 'Votre accord est noté. Les fournisseurs sont avertis ensuite.',
  'problem.hand-over-nothing-waits': 'Plus aucun dossier n’attend votre accord.',
  'problem.hand-over-not-received': 'Marquez-la d’abord comme reçue.',
  'hand-over.own-number': 'Votre numéro de dossier',
  'hand-overs.all': 'Toutes les transmissions',
  'event.notice-allowed': 'Notification à l’hébergeur autorisée',
  'problem.hand-over-not-found': 'Votre autorité n’a pas de telle transmission.',
  'mapping.again':
    'Un code est laissé de côté, ou ne l’est plus. Cela ne se fait qu’à la lecture : remettez le même fichier, et abandonnez celui-ci.',
  'mapping.skip-hint':
    'Ce qui doit être laissé de côté ne l’est qu’à la lecture. Enregistrez-le, et remettez ce fichier : il est alors lu selon ce qui a été dit ici.',
  'mapping.no-codes': 'Le fichier n’a pas de codes. Tout a la classe de la liste.',
  'mapping.back': 'Retour à la remise',
  'mapping.said-by': 'Sens de ses codes par, ici ou dans des fichiers précédents',
  'lists.withdrawn-at': 'Retirée',
  'entry.matched-at': 'Correspondance',
}
