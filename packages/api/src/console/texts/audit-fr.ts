import type { auditEn } from './audit-en.ts'

export const auditFr: Record<keyof typeof auditEn, string> = {
  'nav.audit': 'Journal',
  'audit.title': 'Le journal',
  'audit.search': 'Rechercher',
  'audit.heads': 'Têtes signées',
  'audit.whole': 'Tout vérifier',
  'audit.lead':
    'Tout ce qui a été modifié, et chaque consultation de ce qui est protégé. Le journal contient des codes, des identifiants et des nombres, jamais une adresse ni une image. Votre consultation est elle-même un événement.',
  'audit.from': 'Du (jour, UTC)',
  'audit.to': 'Au (jour, UTC)',
  'audit.actor': 'Qui',
  'audit.actor-hint': 'Nom, ou analyst:Nom',
  'audit.action': 'Ce qui a été fait',
  'audit.every-action': 'Tout',
  'audit.object': 'Sur quoi',
  'audit.object-hint': 'Identifiant, ou adresse de sa page',
  'audit.show': 'Rechercher',
  'audit.time': 'Période',
  'audit.days-1': 'Aujourd’hui',
  'audit.days-7': '7 jours',
  'audit.days-30': '30 jours',
  'audit.all-time': 'Tout',
  'audit.no-filter': 'Sans ces filtres',
  'audit.more-of-name': 'Plusieurs comptes portent ce nom. Le premier est affiché ; choisissez :',
  'audit.key-of': '{key}, de {name}',
  'audit.none': 'Aucun événement ne correspond. Élargissez la période ou retirez un filtre.',
  'audit.none-yet': 'Rien trouvé jusqu’ici.',
  'audit.paused':
    'Beaucoup d’événements ont été parcourus, mais pas encore tout le journal. Continuez, ou réduisez la période.',
  'audit.go-on': 'Continuer la recherche',
  'audit.older': 'Événements plus anciens',
  'audit.when': 'Quand',
  'audit.place': 'Place',
  'audit.no-place': 'pas encore, d’ici quelques secondes',
  'audit.erased': 'effacé',
  'audit.verify-shown': 'Vérifier ce qui est affiché',
  'audit.n-proved': 'Prouvés sous la tête signée de {size} : {n}.',
  'audit.n-erased': 'Effacés, et le journal le dit : {n}.',
  'audit.n-wait': 'Trop récents pour être signés : {n}. Réessayez dans une minute.',
  'audit.n-bad':
    'NON conformes à ce qui a été signé : {n}. Voyez les lignes marquées et vérifiez tout le journal.',
  'audit-verdict.proved': 'prouvé',
  'audit-verdict.waits': 'pas encore signé',
  'audit-verdict.erased': 'effacé, comme le dit le journal',
  'audit.event': 'Événement',
  'audit.what': 'Ce qui a été fait',
  'audit.role': 'Dans quel rôle',
  'audit.detail': 'Détail',
  'audit.id': 'Identifiant',
  'audit.proof': 'Preuve',
  'audit.no-proof':
    'Aucune tête signée ne couvre encore cet événement. Cela prend une minute au plus ; il y aura alors une preuve.',
  'audit.proof-broken':
    'Il n’y a pas de preuve : des empreintes de l’arbre manquent. Conservez ce que vous avez et vérifiez tout le journal.',
  'audit.proof-means':
    'L’événement a la place {index} du journal. La tête ci-dessous est signée pour {size} événements ; les empreintes mènent de cet événement jusqu’à elle.',
  'audit.commitment': 'Engagement sur l’auteur et le détail',
  'audit.signed-head': 'La tête signée',
  'audit.path-of-hashes': 'Empreintes de l’événement jusqu’à la tête : {n}',
  'audit.verify-event': 'Vérifier maintenant',
  'audit.download-proof': 'Télécharger la preuve',
  'audit.event-proved':
    'Vérifié à l’instant : l’événement est celui qui a été signé, avec son auteur et son détail, sous la tête de {size}.',
  'audit.event-erased':
    'Vérifié à l’instant : l’événement est dans le journal, sous la tête de {size}. Son auteur et son détail ont été effacés, et le journal le dit.',
  'audit.event-waits': 'Il est trop récent. Réessayez dans une minute.',
  'audit.event-bad':
    'Ce n’est pas ce qui a été signé. Conservez ce que vous avez et vérifiez tout le journal.',
  'audit.how-without-us': 'Comment le vérifier sans ce service',
  'audit.proof-says':
    'Le fichier contient tout ce qu’il faut pour le vérifier. Qui possède la clé du journal n’a besoin de rien d’autre, sur n’importe quelle machine :',
  'audit.proof-opens':
    'Le fichier dit qui était l’auteur, avec le détail et le sel sous lequel le journal s’est engagé sur les deux. Qui le possède peut le montrer pour toujours, même si c’est effacé ici : ne le donnez qu’à ceux qui en ont besoin. Sans son membre « opening », il ne nomme personne et prouve encore l’événement.',
  'audit.proof-of-event': 'Il prouve que l’événement est dans le journal, et rien de plus.',
  'audit-left-out.erased': 'Le fichier ne contient ni l’auteur ni le détail : ils ont été effacés.',
  'audit-left-out.second-asked':
    'Votre seconde évaluation de cette correspondance est demandée. Tant que vous ne l’avez pas donnée, votre fichier ne contient ni l’auteur ni le détail.',
  'audit-left-out.salt-unreadable':
    'Le fichier ne contient ni l’auteur ni le détail : leur sel est illisible. Vérifiez l’événement.',
  'audit.key-by-another-way':
    'Comparez la clé avec celle que vous avez reçue par une autre voie que cette page.',
  'audit.heads-lead':
    'Au plus tard 30 secondes après chaque action, la taille et la racine du journal sont signées. Qui conserve une telle tête peut dire plus tard si quelque chose a été modifié avant elle.',
  'audit.well': 'Le journal est signé et se poursuit',
  'audit.signed-size': 'Événements signés',
  'audit.oldest-unsigned': 'Plus ancien événement non signé',
  'audit.sequencer': 'Signataire entendu pour la dernière fois',
  'audit.never': 'jamais',
  'audit.witnessed': 'Signé par un témoin jusqu’à',
  'audit.timestamped': 'Horodaté jusqu’à',
  'audit.nobody': 'rien ; aucun n’est configuré, ou aucun n’a répondu',
  'audit.no-heads':
    'Rien n’est encore signé. La première tête arrive dans la minute du premier événement.',
  'audit.signed-at': 'Signée',
  'audit.size': 'Événements',
  'audit.root': 'Racine',
  'audit.witnesses': 'Témoins',
  'audit.stamps': 'Horodatages',
  'audit.holds': 'tient',
  'audit.gap': 'lacune : un événement a attendu {time}',
  'audit.verify-heads': 'Vérifier ces têtes',
  'audit.heads-hold':
    'Vérifié à l’instant : chaque tête est signée par le journal et est le début de la suivante. Têtes : {n}.',
  'audit.heads-bad':
    'Têtes qui ne tiennent pas : {n}. Voyez les lignes marquées et vérifiez tout le journal.',
  'audit.download-head': 'Télécharger la tête la plus récente',
  'audit.older-heads': 'Têtes plus anciennes',
  'audit.key-of-log': 'La clé du journal',
  'audit.key-how':
    'Avec ce mot, chacun vérifie têtes, preuves et exports. Faites-le confirmer une fois par une autre voie, et conservez-le.',
  'audit.whole-lead':
    'Relit chaque événement : la feuille, l’engagement, chaque empreinte, chaque tête avec ses signatures, le fichier du signataire, ainsi que témoin et horodatages s’il y en a. Il faut environ une minute pour un million d’événements, sans gêner personne.',
  'audit.start': 'Vérifier tout le journal',
  'audit.waiting': 'Attend le processus d’audit. Cela commence d’ici quelques secondes.',
  'audit.running': '{n} événements sur {total}',
  'audit.results': 'Résultats',
  'audit.no-results': 'Personne n’a encore vérifié tout le journal ici.',
  'audit.unaltered': 'Non altéré',
  'audit.altered': 'ALTÉRÉ',
  'audit.failed': 'N’a pas pu être terminé',
  'audit.at-event': 'À l’événement {n}',
  'audit.at-events': 'Quelque part entre les événements {n} et {to}',
  'audit.read-well': 'Lus et trouvés corrects : événements {n}, têtes {heads}.',
  'audit.signed-up-to': 'Signé jusqu’à l’événement {n}.',
  'audit.compared': 'Comparé avec :',
  'audit-compared.database': 'la base de données',
  'audit-compared.signer-file': 'le fichier du signataire',
  'audit-compared.witness': 'le témoin',
  'audit-compared.timestamp': 'les horodatages',
  'audit-done.ended': 'La vérification est terminée. Voyez le résultat ci-dessous.',
  'audit.take-along': 'L’emporter',
  'audit.export-how':
    'Un fichier avec tout le journal jusqu’à sa tête la plus récente : codes, identifiants et engagements. Il ne nomme personne et n’a pas de détail. Vérifiez-le là où ce service n’a pas accès :',
  'audit.download-export': 'Télécharger le journal',
  'audit.what-proves': 'Ce que chacun prouve',
  'audit.proves-event': 'La preuve d’un événement',
  'audit.proves-event-how':
    'Cet événement est dans le journal pour lequel la tête a été signée, avec cet auteur et ce détail si le fichier les contient. Elle ne dit rien des autres événements.',
  'audit.proves-head': 'Une tête signée que vous avez conservée',
  'audit.proves-head-how':
    'Rien avant elle n’a été modifié, retiré, ajouté ni déplacé depuis que vous l’avez. Conservez-en une chaque jour là où l’exploitant n’a pas accès.',
  'audit.proves-whole': 'La vérification complète',
  'audit.proves-whole-how':
    'Chaque événement est celui qui a été signé, et chaque tête est le début de la suivante. Elle ne voit pas un journal réécrit et signé avec la vraie clé ; les têtes conservées ailleurs, si.',
  'audit.proves-witness': 'Un témoin',
  'audit.proves-witness-how':
    'Quelqu’un à l’extérieur a vu le journal jusque-là et ne signe rien qui le contredise.',
  'audit.proves-stamp': 'Un horodatage',
  'audit.proves-stamp-how':
    'La tête existait à ce moment, quoi qu’il soit advenu depuis de la clé du journal.',
  'audit.proves-export': 'L’export',
  'audit.proves-export-how':
    'La même chose que la vérification complète, sur votre machine, avec une clé reçue par une autre voie. Auteur et détail restent ici.',
  'audit-finding.entry-missing': 'un événement manque',
  'audit-finding.entry-altered': 'l’événement n’est pas celui que l’arbre a à sa place',
  'audit-finding.entry-unreadable': 'ce qui est à la place d’un événement n’en est pas un',
  'audit-finding.entry-not-signed':
    'des événements ne sont pas signés bien qu’ils ne soient plus récents',
  'audit-finding.clear-fields-altered': 'l’auteur ou le détail a été modifié',
  'audit-finding.salt-unreadable': 'le sel a été modifié, ou la clé du service est une autre',
  'audit-finding.erasure-untold': 'un événement a été effacé et le journal ne le dit pas',
  'audit-finding.erased-written':
    'quelque chose a été écrit dans un événement qui avait été effacé',
  'audit-finding.event-time': 'l’heure d’un événement ne convient pas à la tête qui le contient',
  'audit-finding.tile-missing': 'des empreintes de l’arbre manquent',
  'audit-finding.tile-altered': 'des empreintes de l’arbre ne conviennent pas aux événements',
  'audit-finding.checkpoint-missing': 'il n’y a pas de tête signée',
  'audit-finding.checkpoint-unreadable': 'une tête est illisible',
  'audit-finding.checkpoint-other-key': 'une tête est signée par une autre clé',
  'audit-finding.checkpoint-signature': 'la signature d’une tête n’est pas valable',
  'audit-finding.checkpoint-root': 'les événements ne sont pas ceux qui ont été signés',
  'audit-finding.checkpoint-time': 'une tête est plus ancienne que la précédente',
  'audit-finding.cosignature-invalid': 'ce qu’un témoin a signé n’est pas valable',
  'audit-finding.cosignature-missing': 'aucune tête n’est signée par le témoin',
  'audit-finding.timestamp-invalid': 'un horodatage n’est pas valable',
  'audit-finding.anchor-root':
    'les événements ne sont pas ceux pour lesquels est le fichier du signataire',
  'audit-finding.log-shorter': 'le journal se termine avant ce qui a été signé',
  'audit-trouble.audit-log-shrank':
    'Le journal a moins d’événements qu’il n’en a été signé : la base a été ramenée en arrière. Restaurez une sauvegarde plus récente.',
  'audit-trouble.audit-log-rewritten':
    'Le journal n’est pas la suite de ce qui a été signé. Vérifiez-le en entier : cela dit où.',
  'audit-trouble.audit-tree-broken':
    'Lignes et empreintes ne concordent pas. Vérifiez tout : cela dit où.',
  'audit-trouble.audit-kept-head-missing':
    'Le fichier du signataire a disparu. L’exploitant en remet une copie.',
  'audit-trouble.audit-kept-head-unreadable':
    'Le fichier du signataire a été altéré. L’exploitant en remet une copie.',
  'audit-trouble.audit-stands-still':
    'Le processus d’audit n’a pas été entendu depuis deux minutes. L’exploitant le démarre.',
  'audit-trouble.audit-behind':
    'Des événements attendent une signature depuis plus de deux minutes.',
  'audit-trouble.audit-witness': 'Le témoin n’a pas signé la dernière fois qu’il a été sollicité.',
  'audit-trouble.audit-timestamp': 'L’autorité d’horodatage n’a pas répondu la dernière fois.',
  'problem.audit-verification-runs': 'Une vérification est en cours. Attendez qu’elle se termine.',
  'problem.audit-not-signed': 'Rien n’est encore signé. Réessayez dans une minute.',
}
