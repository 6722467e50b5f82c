import type { uploadsEn } from './uploads-en.ts'

export const uploadsFr: Record<keyof typeof uploadsEn, string> = {
  'upload.progress': 'Partie du fichier qui est arrivée',
  'upload.pause': 'Pause',
  'upload.cancel': 'Annuler et supprimer',
  'upload.chosen': '{name}, {size}. Vérifié : ce n’est ni une image ni une archive.',
  'upload.begins': 'Recherche du fichier ici.',
  'upload.resumed':
    '{done} est déjà arrivé. Cette partie est d’abord comparée, puis l’envoi reprend de là.',
  'upload.sent': '{percent} % arrivés : {done} sur {all}. Temps restant : {left}.',
  'upload.reading':
    'Tout est arrivé. Le fichier est remis pour lecture ; vous pourrez ensuite fermer cette page.',
  'upload.failed':
    'Cela n’a pas fonctionné. Réessayez ; si cela persiste, indiquez l’heure à l’exploitant.',
  'upload.changed':
    'Le fichier n’est plus lisible : il a été modifié, déplacé, ou son disque a été retiré. Choisissez-le de nouveau ; l’envoi reprend de là.',
  'upload.retrying':
    'Pas de réponse. Une nouvelle tentative se fait seule et reprend de ce qui est arrivé. Vous n’avez rien à faire.',
  'upload.signin':
    'Votre session est terminée. Ce qui est arrivé est conservé. Connectez-vous dans une autre fenêtre et laissez celle-ci ouverte : l’envoi reprend seul.',
  'upload.goeson': 'De nouveau connecté. L’envoi reprend.',
  'upload.paused':
    'En pause. Ce qui est arrivé est conservé : continuez, ou choisissez le même fichier un autre jour.',
  'upload.cancelled': 'Annulé. Rien n’en est conservé.',
  'upload.stillkept':
    'Non abandonné : aucune réponse n’est venue. Ce qui est arrivé du fichier est encore conservé. Appuyez de nouveau sur « Annuler et supprimer ».',
  'upload.again': 'Continuer',
  'upload.one': 'Déposez un seul fichier à la fois.',
  'hand-in.kept-hint':
    'Un long envoi peut être interrompu à tout moment : ordinateur fermé, connexion perdue, session terminée. Ce qui est arrivé est conservé trois jours, chiffré, et le même fichier reprend de là.',
  'begun.title': 'Ces fichiers ne sont pas arrivés en entier',
  'begun.how':
    'Choisissez le même fichier ci-dessous, et l’envoi reprend de là. Après trois jours sans suite, c’est supprimé.',
  'begun.part': '{done} sur {all} arrivés',
  'begun.begun': 'Commencé',
  'begun.last': 'dernière partie',
  'begun.drop': 'Supprimer ce qui est arrivé',
  'kept-uploads.title': 'Fichiers de cette autorité qui ne sont pas arrivés en entier',
  'kept-uploads.how':
    'Il n’en est conservé que quelques-uns à la fois, pour vous tous. Seule la personne qui a commencé un fichier le poursuit, en le choisissant à nouveau ; chacun de vous peut le supprimer.',
  'kept-uploads.list': 'Liste',
  'kept-uploads.by': 'Commencé par',
  'kept-uploads.size': 'Taille',
  'kept-uploads.last': 'Dernière partie',
  'kept-uploads.reading': 'en cours de lecture',
  'done.dropped': 'Supprimé.',
  'done.sent':
    'Le fichier est arrivé en entier. Il est en cours de lecture ; vous pouvez fermer cette page et revenir.',
  'done.known':
    'Vous aviez déjà remis exactement ce fichier : voici ce qu’il en est. Rien n’a été ajouté.',
  'problem.try-too-large':
    'Un essai accepte les fichiers jusqu’à 1 Gio ; rien de celui-ci n’a été envoyé. Remettez-le plutôt : cela ne fait que le préparer, et vous pourrez le supprimer. Ou faites-le essayer par l’exploitant sur la machine : « nightlight lists import FICHIER --dry-run ».',
  'problem.upload-not-found':
    'Ce qui était arrivé de ce fichier n’est plus ici. Envoyez-le de nouveau.',
  'problem.uploads-too-many':
    'Autant de fichiers de votre autorité attendent une suite qu’il en est conservé. Terminez-en un, ou supprimez-en un : ils sont énumérés ci-dessous, ceux de vos collègues aussi.',
  'problem.uploads-full':
    'Il n’y a pas de place pour un fichier de cette taille. Réessayez plus tard, ou demandez à l’exploitant.',
  'problem.upload-file-differs':
    'Ce fichier commence autrement que celui qui a été commencé. Choisissez celui-là.',
  'problem.upload-not-receiving':
    'Ce fichier est déjà arrivé en entier. Voyez sous Listes ce qu’il est devenu.',
  'problem.upload-being-read': 'Il est déjà en cours de lecture. Supprimez plutôt sa remise.',
  'failure.upload-part-lost':
    'Une partie du fichier s’est perdue ici après son arrivée. Remettez le même fichier.',
  'failure.file-too-large':
    'Le fichier est plus long que ce qui est accepté ici. Remettez-le en plusieurs fichiers.',
  'failure.digest-wrong':
    'Ce qui est arrivé n’est pas le fichier envoyé : il a changé pendant l’envoi.',
  'police-work.title': 'Ce qui vous attend',
  'police-work.none': 'Rien ne vous attend.',
  'police-work.under-way': 'En cours',
  'police-work.what': 'Quoi',
  'police-work.about': 'Où cela en est',
  'police-work.since': 'Depuis',
  'police-work.hand-over': 'Confirmer la réception de {reference}',
  'police-work.word': 'Votre accord manque : {reference}',
  'police-work.cases': '{n} {n|dossier|dossiers}',
  'police-work.activate': 'Activer un fichier pour {list}',
  'police-work.map': 'Dire ce que signifient les codes : {list}',
  'police-work.again': 'Remettre le même fichier : {list}',
  'police-work.empty': 'Rien n’a été accepté, à remettre de nouveau : {list}',
  'police-work.expired': 'Sa date de fin est passée, à remettre de nouveau : {list}',
  'police-work.list-expired': 'Sa liste a expiré, à remettre à une autre : {list}',
  'police-work.go-on': 'Continuer un fichier qui n’est pas arrivé en entier',
  'police-work.read': 'Un fichier est lu dans {list}',
  'police-work.with-others': 'Un collègue doit activer : {list}',
  'police-work.more-words': 'Plus de {n} attendent votre accord : toutes',
  'police-work.more': 'Plus de {n} attendent : toutes les transmissions',
  'sample.line': 'ligne {n}',
  'sample.media': 'média {n}',
  'sample.entry': 'entrée {n}',
  'sample.row': 'ligne {n}',
  'hand-overs.entered': 'à la main',
  'hand-overs.none-entered': 'Rien n’a été transmis à la main.',
  'hand-overs.entered-how':
    'La hotline les a transmis sans courriel, par exemple par téléphone ou sur papier. Il n’y a rien à confirmer ; pour ce qui attend votre accord, dites ici que le fournisseur peut être averti. Cela ne se reprend pas.',
  'hand-overs.earlier': 'Les précédents',
  'kept-case.title': 'Dossiers préparés pour vous',
  'kept-case.how':
    'Archives signées avec adresses exactes et preuves, jamais d’image. Conservées chiffrées 30 jours ; chaque téléchargement est dans le journal.',
  'kept-case.file': 'Fichier',
  'kept-case.made': 'Préparé',
  'kept-case.read': 'Dernier téléchargement',
  'kept-case.not-read': 'pas encore téléchargé',
  'kept-case.download': 'Télécharger le dossier {id}',
  'kept-case.encrypted': 'chiffré pour votre clé',
  'kept-case.keep': 'Le laisser aux policiers',
  'kept-case.keep-how':
    'Préparé comme le fichier ci-dessus et conservé ici, chiffré, 30 jours. Les policiers de l’autorité le téléchargent depuis leurs transmissions.',
  'kept-case.withdraw': 'Le retirer',
  'done.case-kept': 'Laissé aux policiers.',
  'done.case-taken-back': 'Retiré.',
  'problem.recipient-without-officers':
    'Aucune autorité n’est encore liée à cette police. Un superviseur indique laquelle.',
  'refusal-do.wrong-length':
    'Recalculez ses empreintes et vérifiez que chaque colonne contient l’algorithme annoncé.',
  'refusal-do.wrong-alphabet':
    'Recalculez ses empreintes et vérifiez que chaque colonne contient l’algorithme annoncé.',
  'refusal-do.digest-of-empty-file':
    'Rien à faire : elle correspondrait à des fichiers inoffensifs.',
  'refusal-do.digest-of-blank-file':
    'Rien à faire : elle correspondrait à des fichiers inoffensifs.',
  'refusal-do.pdq-bits-out-of-range':
    'Omettez-la ; les autres empreintes de l’image peuvent être remises sans elle.',
  'refusal-do.pdq-degenerate':
    'Omettez-la ; les autres empreintes de l’image peuvent être remises sans elle.',
  'refusal-do.blockhash-degenerate':
    'Omettez-la ; les autres empreintes de l’image peuvent être remises sans elle.',
  'refusal-do.no-hash':
    'Exportez la ligne avec son MD5, SHA-1, SHA-256 ou PDQ ; pour un CSV, nommez les colonnes sous « Comment le fichier est lu ».',
  'refusal-do.no-reference': 'Demandez à la source d’indiquer le numéro de ce qu’elle retire.',
  'refusal-do.row-too-long': 'Exportez sans longues notes ni chemins dans la ligne.',
  'refusal-do.unknown-type': 'Utilisez MD5, SHA-1, SHA-256, PDQ ou blockhash, ou omettez la ligne.',
  'refusal-do.not-json':
    'Faites réécrire le fichier par le programme ; la ligne est coupée ou endommagée.',
  'refusal-do.photodna-only': 'Exportez aussi MD5, SHA-1 ou PDQ.',
  'refusal-do.category-not-mapped':
    'Remettez le même fichier dans la console et dites-y ce que signifie le code.',
  'refusal-do.category-missing':
    'Remettez le même fichier dans la console et dites-y ce que sont les lignes sans code.',
  'refusal-do.on-negative-list':
    'Si vous en êtes sûr, demandez à un superviseur : la liste qui la dit inoffensive l’emporte.',
  'refusal-do.flooded':
    'Voyez l’entrée : deux personnes qui la confirment la rétablissent ; remettez-la ensuite.',
  'refusal-do.revoked-before':
    'Rien à faire si c’était juste ; sinon, remettez-la dans une autre liste.',
}
