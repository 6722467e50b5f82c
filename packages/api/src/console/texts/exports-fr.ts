import type { exportsEn } from './exports-en.ts'

export const exportsFr: Record<keyof typeof exportsEn, string> = {
  'nav.exports': 'Exports',
  'exports.title': 'Chiffres à remettre à des tiers',
  'exports.how':
    'Des chiffres qui sortent de l’organisation. Ils sont calculés à partir du journal des événements tel qu’il était à un instant donné : le même rapport peut être refait, octet pour octet, et vérifié par qui l’a reçu.',
  'exports.inhope': 'Chiffres trimestriels pour INHOPE',
  'exports.inhope-how':
    'Signalements, contenus confirmés, pays d’hébergement, délai de retrait et transmissions. Tableau (CSV) et page.',
  'exports.dsa': 'Rapport annuel de signaleur de confiance',
  'exports.dsa-how':
    'Article 22, paragraphe 3, du règlement (UE) 2022/2065 : notifications par fournisseur, type de contenu et mesure prise. Page à publier, tableau (CSV) et JSON.',
  'exports.provider': 'Lettre à un fournisseur',
  'exports.provider-how':
    'Ce qui a été notifié à un fournisseur et ce qu’il en est advenu, dans sa langue. PDF.',
  'exports.quarter': 'Trimestre',
  'exports.year': 'Année',
  'exports.period': 'Période',
  'exports.not-over': '{period} (pas encore terminé)',
  'exports.was-not-over': '{period} (pas encore terminé alors)',
  'exports.unfinished':
    'La période n’était pas terminée à ce moment-là. Ce qui est venu ensuite n’est pas dans ces chiffres.',
  'exports.statement': 'Comment vous restez indépendants des fournisseurs, dans vos propres mots',
  'exports.statement-how':
    'L’article demande une explication. Elle est publiée telle que vous l’écrivez, dans chaque langue ; ne nommez personne.',
  'exports.make': 'Établir les chiffres',
  'exports.wait':
    'Tous les retraits sont lus ; s’il y en a beaucoup, cela peut prendre une minute. Rien n’est perdu si vous quittez la page.',
  'exports.find-provider': 'Nom du fournisseur',
  'exports.find': 'Chercher',
  'exports.no-provider': 'Aucun fournisseur n’a cela dans son nom. Essayez une partie plus courte.',
  'exports.which-provider': 'Fournisseur',
  'exports.made': 'Établis jusqu’ici',
  'exports.none':
    'Aucun n’a été établi. Choisissez un trimestre ci-dessus et établissez le premier.',
  'exports.older': 'Plus anciens',
  'exports.kind': 'Rapport',
  'exports.as-of': 'État au',
  'exports.made-at': 'Établi',
  'exports.by': 'Par',
  'exports.download': 'Télécharger',
  'exports.file': '{format}, {language}',
  'exports.proof': 'Comment le vérifier',
  'exports.proof-how':
    'L’empreinte est celle du contenu canonique (le fichier JSON). Qui a le fichier peut demander un nouveau calcul à partir des événements ; le résultat doit être le même.',
  'exports.digest': 'Empreinte (SHA-256)',
  'exports.log': 'Tête du journal',
  'exports.log-value': '{size} événements, racine {root}',
  'exports.log-none': 'Le journal n’avait pas encore de tête signée.',
  'exports.verify': 'Recalculer et comparer',
  'exports.done-same':
    'Recalculé à l’instant à partir des événements : c’est identique, chiffre pour chiffre.',
  'exports.done-differs':
    'Recalculé à l’instant à partir des événements : ce n’est PAS identique. Des événements ont été effacés ou modifiés depuis ; le journal dit lesquels ont été effacés.',
  'exports.done-made':
    'Les chiffres sont établis. Relisez-les avant qu’ils ne sortent de l’organisation.',
  'exports.more-providers': 'Autres fournisseurs, dans les fichiers : {n}.',
  'exports.back': 'Tous les rapports',
  'exports.figure': 'Chiffre',
  'exports.value': 'Valeur',
  'exports.clocks': 'Horloges',
  'exports.definition': 'Définition',
  'exports.from-until': 'du {from} au {until}',
  'exports.too-few': 'trop peu pour le dire',
  'exports.not-watched': 'pas encore connu',
  'exports.not-reached': 'pas encore atteint',
  'exports.not-recorded': 'non enregistré',
  'exports.unknown-country': 'inconnu',
  'exports.item': 'Un élément est une image sur une page chez un hébergeur.',
  'problem.figures-busy':
    'Des chiffres sont déjà en cours de calcul. Attendez qu’ils soient prêts, puis réessayez.',
  'problem.export-differs':
    'Ces chiffres ont déjà été établis et donnent maintenant un autre résultat : des événements ont été effacés ou modifiés depuis. Les premiers sont conservés ; faites vérifier le journal.',
  'problem.export-invalid':
    'Une lettre demande un fournisseur, les autres rapports n’en demandent pas.',
  'problem.as-of-invalid': 'L’instant doit remonter à une minute au moins.',
  'problem.period-invalid':
    'Cette période ne convient pas à ce rapport, ou n’avait pas encore commencé.',
  'problem.audit-checkpoint-invalid':
    'La tête du journal n’est pas signée par cette installation. Faites vérifier le journal avant que des chiffres ne sortent de l’organisation.',
  'figure.reports-received': 'Signalements reçus',
  'figure-how.reports-received':
    'Signalements arrivés pendant la période, du public, de partenaires et de programmes, répétitions comprises.',
  'figure.items-confirmed': 'Contenus confirmés',
  'figure-how.items-confirmed':
    'Éléments jugés illicites ou préjudiciables (T3) pendant la période, sans ceux annulés depuis.',
  'figure-how.items-confirmed-4':
    'Éléments jugés illicites ou préjudiciables (T3) pendant la période, sans ceux annulés depuis, tels que connus à l’instant du rapport. Certains ne sont ouverts qu’après leur décision : des chiffres établis plus tard peuvent en compter davantage.',
  'figure.items-withdrawn': 'Confirmés, puis annulés par nous',
  'figure-how.items-withdrawn':
    'Décidés pendant la période et annulés par nous avant l’instant du rapport. Ils ne comptent dans aucun autre chiffre de retrait.',
  'figure.items-by-class': 'Confirmés, par classe',
  'figure-how.items-by-class': 'Par classe juridique, à l’instant du rapport.',
  'figure.hosting-country': 'Confirmés, par pays d’hébergement',
  'figure-how.hosting-country':
    'Pays de l’hébergeur au dernier acheminement de l’élément (ISO 3166).',
  'figure.site-type': 'Type de site',
  'figure-how.site-type': 'Ce service n’enregistre pas le type de site.',
  'figure.victims': 'Âge et sexe des victimes, contenu autoproduit',
  'figure-how.victims':
    'Non enregistré : ce service compare des empreintes et ne montre d’image à personne.',
  'figure.ntd-items': 'Retrait après le signalement : éléments',
  'figure-how.ntd-items': 'Éléments confirmés issus d’un signalement (horloge INHOPE, T0 à T9).',
  'figure.ntd-open': 'dont encore ouverts',
  'figure-how.ntd-open': 'Pas vus disparus et encore suivis à l’instant du rapport.',
  'figure.ntd-closed': 'dont clos sans retrait',
  'figure-how.ntd-closed': 'Plus suivis, sans avoir été vus disparus.',
  'figure.ntd-within': 'Retirés après le signalement en',
  'figure-how.ntd-within':
    'Éléments vus disparus pour la première fois (T9, vérifié) dans ce délai après le signalement (T0).',
  'figure.ntd-share': 'Part retirée après le signalement en',
  'figure-how.ntd-share':
    'Estimation de Kaplan-Meier : ce qui est encore ouvert compte pour la durée de son ouverture.',
  'figure.ntd-median': 'Retrait après le signalement : médiane',
  'figure-how.ntd-median':
    'Délai dans lequel la moitié des éléments avait disparu, ouverts compris.',
  'figure.ntd-p90': 'Retrait après le signalement : 90 %',
  'figure-how.ntd-p90': 'Délai dans lequel neuf éléments sur dix avaient disparu, ouverts compris.',
  'figure.notice-items': 'Retrait après la notification : éléments',
  'figure-how.notice-items': 'Éléments confirmés notifiés à un fournisseur (T6).',
  'figure.notice-before': 'Disparus avant la notification',
  'figure-how.notice-before':
    'Vus disparus avant que le fournisseur soit averti ; dans aucun autre chiffre de retrait après la notification.',
  'figure.notice-share': 'Part retirée après la notification en',
  'figure-how.notice-share':
    'De la première notification (T6) à la première disparition vue (T9) ; estimation de Kaplan-Meier.',
  'figure.notice-median': 'Retrait après la notification : médiane',
  'figure-how.notice-median':
    'Délai depuis la première notification dans lequel la moitié avait disparu, ouverts compris.',
  'figure.to-police': 'Transmis à la police',
  'figure-how.to-police': 'Éléments transmis à la police pendant la période (T4).',
  'figure.to-iccam': 'Transmis à ICCAM',
  'figure-how.to-iccam':
    'Éléments transmis par ICCAM pendant la période, par fichier ou saisis à la main.',
  'figure.to-provider': 'Notifiés à un fournisseur',
  'figure-how.to-provider':
    'Éléments dont l’hébergeur a été averti pour la première fois pendant la période (T6).',
  'figure.resurfaced': 'Revus',
  'figure-how.resurfaced':
    'Nombre de fois qu’un contenu retiré a été revu au même endroit pendant la période (T11).',
  'figure.dsa-notices': 'Notifications envoyées',
  'figure-how.dsa-notices':
    'Notifications au titre de l’article 16 envoyées pendant l’année, rappels compris. Une notification peut nommer plusieurs éléments.',
  'figure-how.dsa-notices-4':
    'Notifications au titre de l’article 16 envoyées pendant l’année, y compris les rappels et celles qui sont revenues. Une notification peut nommer plusieurs éléments.',
  'figure.dsa-items': 'Éléments notifiés',
  'figure-how.dsa-items':
    'Éléments dont un fournisseur a été averti pour la première fois pendant l’année.',
  'figure-how.dsa-items-4':
    'Éléments dont un fournisseur a été averti pour la première fois pendant l’année. Une notification revenue n’a averti personne.',
  'figure.dsa-by-class': 'Éléments par type de contenu',
  'figure-how.dsa-by-class': 'Type du contenu notifié comme illicite.',
  'figure.dsa-by-action': 'Éléments par mesure prise',
  'figure-how.dsa-by-action':
    'Ce que le fournisseur avait fait à l’instant du rapport, d’après nos propres contrôles et ses réponses.',
  'figure.dsa-median': 'Retrait après la notification : médiane',
  'figure-how.dsa-median':
    'De la première notification à la première disparition vue ; les éléments ouverts comptent pour la durée de leur ouverture.',
  'figure-how.dsa-median-4':
    'De la première notification non revenue à la première disparition vue. Les éléments ouverts comptent pour la durée de leur ouverture, ceux partis chez un autre fournisseur jusqu’à ce moment.',
  'figure.dsa-share': 'Part retirée après la notification en',
  'figure-how.dsa-share': 'Estimation de Kaplan-Meier, éléments ouverts compris.',
  'figure.letter-items': 'Éléments notifiés',
  'figure-how.letter-items':
    'Éléments dont vous avez été averti pour la première fois pendant la période, sans ceux que nous avons rétractés.',
  'figure.letter-notices': 'Notifications envoyées',
  'figure-how.letter-notices': 'Lettres de la période, rappels compris.',
  'figure.letter-bounced': 'Notifications revenues',
  'figure-how.letter-bounced':
    'Courriels que votre serveur a acceptés puis renvoyés, ou pour lesquels il n’y avait pas de boîte.',
  'figure.letter-removed': 'Éléments retirés',
  'figure-how.letter-removed':
    'Vus disparus par nos contrôles, et vérifiés, à l’instant de cette lettre.',
  'figure.letter-moved': 'Éléments partis chez un autre fournisseur',
  'figure-how.letter-moved':
    'Partis de votre réseau et trouvés chez un autre fournisseur. Ce n’est pas un retrait : dans les délais, ils comptent comme présents jusqu’à ce moment.',
  'figure.letter-open': 'Éléments ouverts',
  'figure-how.letter-open': 'Encore là, de retour, ou disparition non vérifiée.',
  'figure.letter-median': 'Délai médian de retrait',
  'figure-how.letter-median':
    'De notre première notification (T6) à la première disparition vue (T9) ; la moitié des éléments avait alors disparu, ouverts compris.',
  'figure.letter-p90': '90 % retirés en',
  'figure-how.letter-p90': 'Neuf éléments sur dix avaient alors disparu, ouverts compris.',
  'figure.letter-within': 'Retirés en',
  'figure-how.letter-within': 'Part des éléments, selon l’estimation de Kaplan-Meier.',
  'figure.letter-resurfaced': 'Revus',
  'figure-how.letter-resurfaced':
    'Nombre de fois qu’un contenu retiré a été revu au même endroit (T11).',
  'figure-how.letter-resurfaced-5':
    'Nombre de fois qu’un contenu retiré a été revu au même endroit (T11), dans votre réseau.',
  'figure.letter-others': 'Médiane de tous les autres fournisseurs',
  'figure-how.letter-others':
    'Tous les autres ensemble, mêmes horloges et même période ; rien pour moins de dix éléments ou de cinq fournisseurs, ni si l’un d’eux a plus de la moitié des éléments.',
  'taken.removed': 'retiré',
  'taken.removed-came-back': 'retiré, puis revenu',
  'taken.gone-before': 'disparu avant la notification',
  'taken.moved-elsewhere': 'parti de ce fournisseur, maintenant chez un autre',
  'taken.disputed': 'contesté par le fournisseur',
  'taken.answered': 'répondu, encore là',
  'taken.none': 'aucune mesure vue',
  'taken.withdrawn': 'notification rétractée par nous',
  'dsa.heading': 'Rapport sur les notifications soumises en {year}',
  'dsa.intro':
    '{organisation} publie ce rapport au titre de l’article 22, paragraphe 3, du règlement (UE) 2022/2065 (règlement sur les services numériques). Il porte sur les notifications soumises aux fournisseurs de services d’hébergement au titre de l’article 16, du {from} au {until}, avec ce qui était connu au {asOf}.',
  'dsa.by-provider': 'Notifications par fournisseur',
  'dsa.provider': 'Fournisseur de services d’hébergement',
  'dsa.notices': 'Notifications',
  'dsa.items': 'Éléments',
  'dsa.types': 'Types de contenu',
  'dsa.actions': 'Mesures prises par le fournisseur',
  'dsa.procedures': 'Comment naît une notification',
  'dsa.procedure-1':
    'Une notification repose sur une correspondance avec une liste de contenus illicites connus, tenue par la police ou une autre autorité. Les correspondances exactes avec des listes approuvées à cet effet partent selon une règle ; toutes les autres sont décidées par une personne.',
  'dsa.procedure-2':
    'Aucune image n’est conservée ni montrée. Les empreintes sont calculées en mémoire et comparées.',
  'dsa.procedure-3':
    'Le retrait est vérifié par nos propres visites, depuis plus d’un endroit, et non d’après la seule réponse du fournisseur.',
  'dsa.procedure-4':
    'Un fournisseur peut contester une notification ; deux personnes l’examinent. Ce qui était erroné est rétracté par écrit.',
  'dsa.independence': 'Indépendance',
  'dsa.independence-1':
    'Qui est averti, et quand, suit une politique écrite, la même pour chaque fournisseur ; aucun fournisseur ne peut la changer, et les chiffres de l’un ne sont pas montrés à l’autre.',
  'dsa.independence-2':
    'Chaque décision, notification et changement figure dans un journal qui ne peut être réécrit sans que cela se voie. Ce rapport est calculé à partir de ce journal et peut l’être à nouveau.',
  'dsa.no-statement':
    'L’organisation n’a pas ajouté d’explication de son indépendance dans ses propres mots.',
  'dsa.no-personal-data':
    'Ce rapport ne contient aucune donnée à caractère personnel ni aucune adresse de contenu.',
  'letter.subject': 'Vos chiffres pour {period}',
  'letter.to': 'À : {name}',
  'letter.intro':
    'Cette lettre dit ce que {organisation} vous a notifié du {from} au {until}, et ce qu’il en est advenu, tel que connu au {asOf}. Un élément est une image sur une page chez un hébergeur.',
  'letter.figures': 'Chiffres',
  'letter.curve':
    'Part des éléments encore présents, selon le temps depuis la première notification',
  'letter.curve-spoken':
    'Courbe de la part des éléments encore présents. Médiane : {median} ; 90 % retirés en : {p90}',
  'letter.no-curve': 'Rien n’a encore été retiré : il n’y a pas de courbe à tracer.',
  'letter.small':
    'Moins de dix éléments étaient encore là lors de notre notification : délais et parts diraient peu et sont omis.',
  'letter.proof': 'Comment vérifier cette lettre',
  'letter.proof-how': 'Demandez-nous de la recalculer et citez cette empreinte : {digest}',
  'letter.log': 'Tête du journal : {head}',
  'letter.page': 'Page {n}',
}
