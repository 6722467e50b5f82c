import type { portalWaysEn } from './portal-ways-en.ts'

export const portalWaysFr: Record<keyof typeof portalWaysEn, string> = {
  'nav.portal-ways': 'Voies et contacts',
  'portal.ways': 'Comment vous êtes prévenus',
  'portal.ways-how':
    'Proposez ici des boîtes et des points d’accès. Chacun compte dès qu’une personne de la hotline l’a approuvé, et passe alors avant les précédents du même genre : personne ne change seul la destination des notifications.',
  'portal.mail': 'Courriel',
  'portal.mail-how':
    'Les notifications vont à la première boîte qui compte, avec la partie pour machines (XARF) là où c’est convenu. Un test est un courriel signé envoyé à cette boîte, qui ne concerne aucun dossier.',
  'portal.no-mailbox': 'Aucune boîte n’est connue. Proposez-en une.',
  'portal.waits': 'attend la hotline',
  'portal.test-mail': 'Envoyer un courriel de test',
  'portal.webhook': 'Webhook',
  'portal.webhook-how':
    'Chaque notification est envoyée à votre point d’accès en JSON, signée selon Standard Webhooks. Vous pouvez essayer un point d’accès avant son approbation. Un test a le type notice.test et ne concerne aucun dossier.',
  'portal.webhook-url': 'Adresse de votre point d’accès (https)',
  'portal.proposed-at': 'proposé le',
  'portal.by-you': 'proposé par vous',
  'portal.by-hotline': 'mis en place par la hotline',
  'portal.test': 'Envoyer un test',
  'portal.withdraw': 'Retirer',
  'portal.refused-mailboxes': 'Refusées, 90 derniers jours',
  'portal.ended-ways': 'Refusées ou terminées, 90 derniers jours',
  'way-ended.refused': 'refusée',
  'way-ended.shut': 'fermée',
  'way-ended.ended': 'terminée',
  'way-means.refused':
    'La hotline l’a refusée, et rien n’y est envoyé. Demandez-lui, ou proposez-en une autre.',
  'way-means.shut':
    'Votre côté a répondu HTTP {code} : plus rien n’y est envoyé, et les notifications partent par une autre de vos voies ou par courriel. Réparez, puis proposez-la à nouveau ou demandez-le à la hotline.',
  'way-means.ended': 'La hotline y a mis fin, et plus rien n’y est envoyé.',
  'way-refusal.not-confirmed':
    'La hotline n’a pas pu confirmer avec vous que ce serveur est le vôtre.',
  'way-refusal.test-failed': 'Un test n’y a pas été accepté.',
  'way-refusal.other-way': 'Une autre voie a été convenue avec vous.',
  'problem.proposal-settled':
    'La proposition a été approuvée, refusée ou retirée entre-temps. Pour mettre fin à ce qui est utilisé, demandez à la hotline.',
  'portal.tests': 'Tests',
  'portal.test-waits': 'Un test est en cours.',
  'portal.tried': 'Demandé',
  'portal.came-of-it': 'Résultat',
  'portal.under-way': 'en cours',
  'test-outcome.accepted': 'accepté',
  'test-outcome.deferred': 'remis à plus tard',
  'test-outcome.turned-away': 'écarté',
  'test-outcome.in-doubt': 'interrompu',
  'test-outcome.refused': 'refusé',
  'test-outcome.unsendable': 'non envoyé',
  'test-means.accepted':
    'Votre côté l’a accepté. Vérifiez qu’il est arrivé là où des personnes ou des programmes le lisent.',
  'test-means.deferred':
    'Votre côté est injoignable ou demande d’essayer plus tard. Une notification serait renvoyée.',
  'test-means.turned-away':
    'Votre côté a répondu qu’il ne l’accepte pas. Une notification partirait par courriel.',
  'test-means.in-doubt': 'La connexion s’est interrompue. Il est peut-être arrivé.',
  'test-means.refused': 'Le serveur de courrier l’a refusé.',
  'test-means.unsendable': 'Il n’y a pas de boîte qui compte.',
  'portal.no-status': 'aucun statut',
  'portal.to-fix': 'À corriger :',
  'test-fix.unreached':
    'Vérifiez que le nom est dans le DNS avec une adresse publique, que son port nous est ouvert, et que le certificat est valable et vient avec sa chaîne.',
  'test-fix.cut-off':
    'La connexion était faite, et aucun statut n’est venu à temps. Répondez 2xx aussitôt, et traitez ensuite.',
  'test-fix.redirect':
    'Nous ne suivons aucune redirection. Proposez l’adresse vers laquelle elle mène.',
  'test-fix.kept-out':
    'Nos requêtes portent une signature et aucune connexion. Laissez-les entrer, et vérifiez la signature avec le secret de ce point d’accès.',
  'test-fix.path':
    'Il n’y a rien à ce chemin. Proposez la bonne adresse. Après 410, plus rien n’y est envoyé.',
  'test-fix.method': 'Le point d’accès doit accepter POST.',
  'test-fix.body':
    'Votre programme n’accepte pas le contenu : du JSON de type notice.test, avec xarf et addresses vides. Répondez 2xx à ce que vous ne connaissez pas.',
  'test-fix.later':
    'Votre côté a demandé une pause. Laissez passer nos requêtes malgré sa limite d’appels.',
  'test-fix.server':
    'Votre programme a échoué, ou une passerelle devant lui. Son journal dit pourquoi, à cette heure.',
  'test-fix.mail-later':
    'Regardez le journal de votre serveur de courrier à cette heure : une liste d’expéditeurs, un système de liste grise (greylisting) ou une boîte pleine le retient.',
  'test-fix.mail-refused':
    'Regardez le journal de votre serveur de courrier à cette heure, et laissez entrer les courriels de l’expéditeur de nos notifications.',
  'portal.api': 'API',
  'portal.api-how':
    'Avec une clé à vous, vos programmes lisent ce qui vous a été notifié et y répondent. Demandez une clé à la hotline.',
  'portal.secret': 'Le secret de votre point d’accès',
  'portal.secret-how':
    'Il n’est montré que cette fois. Votre point d’accès s’en sert pour vérifier la signature.',
  'portal-ways-done.tested': 'Le test est demandé.',
  'portal-ways-done.webhook-proposed':
    'Le point d’accès est proposé. Une personne de la hotline l’approuve.',
  'portal-ways-done.webhook-made-before':
    'Le point d’accès a déjà été proposé, avec un secret qui n’est plus montré. Si vous ne l’avez pas, retirez la proposition et refaites-la.',
  'portal-ways-done.withdrawn': 'La proposition est retirée.',
  'portal-ways-done.contact-proposed':
    'La boîte est proposée. Une personne de la hotline l’approuve.',
  'problem.channel-not-found': 'Cette voie n’existe pas ou n’est pas à vous.',
  'problem.channel-not-triable':
    'Cette voie ne peut pas être essayée avec un message sans dossier.',
  'problem.channel-tests-many': 'Cinq tests par heure au plus. Essayez plus tard.',
  'problem.portal-proposals-many':
    'Ce que vous avez proposé attend la hotline. Retirez une proposition, ou attendez.',
  'problem.portal-url-invalid':
    'Écrivez l’adresse entière, comme https://hooks.hosting.example/notices.',
}
