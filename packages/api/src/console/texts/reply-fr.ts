import type { replyEn } from './reply-en.ts'

export const replyFr: Record<keyof typeof replyEn, string> = {
  'reply.title': 'Répondre à une notification',
  'reply.what':
    '{organisation} vous a envoyé une notification concernant un contenu illicite sur votre réseau. Vous pouvez y répondre ici. Aucune image n’est montrée.',
  'reply.code': 'Code de la notification',
  'reply.code-how':
    'Collez le lien du courriel, ou ce qui suit le signe #. Il ne fait jamais partie de l’adresse que voit notre serveur.',
  'reply.open': 'Ouvrir la notification',
  'reply.spent-title': 'Ce lien ne fonctionne plus',
  'reply.spent':
    'Il a déjà servi ou il est trop ancien. Nous pouvons en envoyer un nouveau à la boîte à laquelle la notification a été envoyée, et à aucune autre.',
  'reply.unknown':
    'Ce n’est pas le code d’une notification. Vérifiez que vous l’avez copié en entier.',
  'reply.given-up':
    'La boîte à laquelle ce lien a été envoyé n’a pas accepté un courriel ultérieur, ou nous n’y écrivons plus : ses liens ne fonctionnent plus. Répondez au courriel de la notification, ou utilisez le lien d’un courriel plus récent.',
  'reply.new-link': 'Envoyer un nouveau lien',
  'reply.asked-title': 'Un nouveau lien a été demandé',
  'reply.asked':
    'Si le code est l’un des nôtres, un nouveau lien part vers la boîte de la notification, et vers aucune autre. Peu de liens partent pour un seul : si aucun n’arrive, utilisez le plus récent que vous avez, ou répondez au courriel de la notification.',
  'reply.link-sent':
    'Un nouveau lien est en route vers la boîte de la notification. Il rouvre cette page.',
  'reply.link-limit':
    'Plus aucun courriel ne part pour ce lien. Utilisez le lien le plus récent que vous avez, ou répondez au courriel de la notification.',
  'problem.too-many-forms':
    'Trop de formulaires sont arrivés de votre réseau en une minute, et celui-ci n’a pas été pris. Attendez une minute et envoyez-le à nouveau. Un lien reçu par courriel n’en est pas épuisé.',
  'reply.ended':
    'Cette page est restée ouverte trop longtemps. Rouvrez-la avec un lien du courriel.',
  'reply.from': 'De la part de',
  'reply.reference': 'Référence',
  'reply.sent': 'Notification envoyée',
  'reply.items': 'Éléments',
  'reply.deadline': 'Merci d’agir avant',
  'reply.addresses': 'Adresses exactes',
  'reply.addresses-how':
    'Volontairement sans lien : lisez hxxp comme http et [.] comme un point. Ne les ouvrez pas sans nécessité.',
  'reply.same-address': 'La même adresse que {items}, avec un autre contenu',
  'reply.first-seen': 'vu d’abord',
  'reply.addresses-hidden':
    'Pour voir les adresses exactes, tapez un code que nous envoyons à {mailbox}, la boîte de la notification.',
  'reply.mail-code': 'Envoyer le code',
  'reply.code-sent': 'Le code est en route. Il est valable 15 minutes.',
  'reply.code-limit':
    'Plus aucun code ne part pour ce lien. Faites envoyer un nouveau lien à la même boîte : des codes partent de nouveau pour celui-là.',
  'reply.code-typed': 'Code reçu par courriel',
  'reply.show': 'Montrer les adresses',
  'reply.code-wrong': 'Ce n’est pas le code, ou il est trop ancien. Demandez-en un nouveau.',
  'reply.quick': 'Répondre en une fois',
  'reply.quick-all': 'Répondre en une fois pour les {count} éléments',
  'reply.quick-how': 'Vous voyez ce qui sera dit avant l’envoi.',
  'reply.quick-other': 'Une autre réponse',
  'reply.quick-other-each': 'Une autre réponse, ou une par élément',
  'reply.look-how':
    'Voici ce qui sera dit de tout ce que cette notification énumère. Rien n’est envoyé avant que vous n’appuyiez sur le bouton.',
  'reply.answer': 'Votre réponse',
  'reply.answer-all': 'Votre réponse pour les {count} éléments',
  'reply.answer-each': 'Répondre élément par élément',
  'reply.answer-each-how':
    'Une réponse donnée ici prévaut sur celle du dessus et a ses propres mots. Un élément pour lequel rien n’est choisi, ni ici ni au-dessus, reste sans réponse.',
  'reply.choose': 'Choisir une réponse',
  'reply.as-above': 'Comme ci-dessus',
  'reply.detail': 'Avec vos propres mots',
  'reply.detail-how':
    'Nécessaire pour dire à qui c’est, où c’est, ce qu’il vous manque, pourquoi vous contestez, refusez ou ne pouvez pas. N’écrivez ici aucune adresse du contenu.',
  'reply.preserved': 'Conservez-vous les données pour la police ?',
  'reply.preserved-unsaid': 'Non précisé',
  'reply.preserved-yes': 'Oui',
  'reply.preserved-no': 'Non',
  'reply.send': 'Envoyer la réponse',
  'reply.nothing': 'Choisissez une réponse avant d’envoyer.',
  'reply.needs-detail': 'Cette réponse demande quelques mots. Rien n’a encore été envoyé.',
  'reply.words-here': 'Quelques mots sont nécessaires ici.',
  'reply.receipt-title': 'Votre réponse est arrivée',
  'reply.receipt-number': 'Accusé de réception',
  'reply.receipt-at': 'Reçu',
  'reply.next-gone':
    'Ce que vous dites avoir retiré est revérifié maintenant. Nous ne clôturons un élément que lorsque nos propres contrôles constatent sa disparition.',
  'reply.next-elsewhere':
    'Pour ce qui est chez quelqu’un d’autre, nous cherchons qui avertir. Cela reste ouvert jusqu’à ce que nos propres contrôles en constatent la disparition.',
  'reply.next-read':
    'Une personne lit ici ce que vous avez écrit ; les rappels continuent entre-temps.',
  'reply.next-disputed':
    'Ce que vous contestez est tranché par deux personnes. Vous n’en recevez pas de rappel d’ici là.',
  'reply.next-open':
    'Ce qui n’est pas encore retiré reste ouvert. Répondez encore une fois que ce sera fait : ci-dessous, ou plus tard par le lien de notre courriel.',
  'reply.unanswered':
    '{n} {n|élément|éléments} sur {count} {n|n’a|n’ont} pas encore de réponse : {items}.',
  'reply.unanswered-next': 'Nous continuons à vous les rappeler.',
  'reply.unanswered-answer': 'Y répondre aussi',
  'reply.more': 'Répondre encore',
  'answer.actioned': 'Retiré',
  'answer.already-gone': 'Avait déjà disparu',
  'answer.acknowledged': 'Reçu, nous examinons',
  'answer.forwarded': 'Transmis à notre client ou revendeur',
  'answer.not-theirs': 'Pas chez nous, c’est chez quelqu’un d’autre',
  'answer-ask.not-theirs': 'chez qui ?',
  'answer.origin-disclosed': 'Nous ne faisons que l’acheminer, il est hébergé ailleurs',
  'answer-ask.origin-disclosed': 'quelle adresse IP ?',
  'answer.needs-information': 'Il nous manque des informations',
  'answer-ask.needs-information': 'lesquelles ?',
  'answer.disputed': 'Nous contestons que ce soit illicite',
  'answer-ask.disputed': 'pourquoi ?',
  'answer.refused': 'Nous ne le retirerons pas',
  'answer-ask.refused': 'pourquoi ?',
  'answer.impossible': 'Nous ne pouvons pas le retirer',
  'answer-ask.impossible': 'pourquoi ?',
  'answer.unsorted': 'Un courriel rédigé avec leurs propres mots',
  'answer.auto-reply': 'Une réponse automatique',
  'answer.mailbox-dead': 'Revenu : boîte inexistante',
  'answer.mailbox-full': 'Revenu : boîte pleine',
  'answer.spam-rejected': 'Revenu : refusé comme indésirable',
  'answer.delayed': 'Retardé par leur serveur de courriel',
  'event.answered': 'Réponse reçue',
  'dispute-outcome.uphold': 'la contestation est fondée',
  'dispute-outcome.reject': 'la contestation n’est pas fondée',
  'event.dispute-ended': 'Contestation tranchée par deux personnes',
  'attention.disputed': 'Contesté. Deux personnes tranchent.',
  'attention.dispute-upheld':
    'La contestation a été admise par deux personnes. S’il figure encore sur une autre liste, décidez vous-même de la suite.',
  'attention.reply-not-theirs':
    'Ils disent que ce n’est pas chez eux. Lisez chez qui, et corrigez l’hébergeur.',
  'attention.reply-needs-information': 'Il leur manque des informations. Répondez-leur.',
  'attention.reply-refused': 'Ils refusent. Lisez pourquoi, et passez à l’étape suivante.',
  'attention.reply-impossible': 'Ils disent ne pas pouvoir. Lisez pourquoi.',
  'attention.reply-unread': 'Une réponse par courriel attend d’être lue.',
  'replies.newest': 'De ceux qui n’attendent personne, les {n} plus récents sont montrés.',
  'replies.title': 'Ce qui est revenu',
  'replies.handle': 'Traité',
  'replies.handled': 'traité',
  'replies.preserved': 'conservé pour la police',
  'replies.not-preserved': 'non conservé pour la police',
  'dispute.title': 'Contesté : deux personnes tranchent',
  'dispute.how':
    'Deux personnes différentes qui disent la même chose y mettent fin. Si la contestation est admise, l’entrée ne compte plus, et ce qui ne repose que sur elle est clôturé et rétracté. Aucune notification ne part d’ici là.',
  'dispute.reason': 'Pourquoi',
  'dispute.uphold': 'Admettre la contestation',
  'dispute.reject': 'Rejeter la contestation',
  'dispute.said-uphold': '{person} : admettre',
  'dispute.said-reject': '{person} : rejeter',
  'way.link': 'par la page de réponse',
  'way.api': 'par l’API',
  'way.csv': 'd’un fichier',
  'way.webhook': 'par un événement signé',
  'way.mail': 'par courriel',
  'way.person': 'dit à l’un des nôtres',
}
