import type { portalWaysEn } from './portal-ways-en.ts'

export const portalWaysFr: Record<keyof typeof portalWaysEn, string> = {
  'nav.portal-ways': 'Voies et contacts',
  'portal.ways': 'Comment vous êtes prévenus',
  'portal.ways-how':
    'Proposez ici des boîtes et des points d’accès. Chacun sert dès qu’une personne du service l’a approuvé : personne ne change seul la destination des notifications.',
  'portal.mail': 'Courrier',
  'portal.mail-how':
    'Les notifications vont à la première boîte qui compte, avec la partie pour machines (XARF) là où c’est convenu. Un test est un courrier signé à cette boîte, qui ne concerne aucun cas.',
  'portal.no-mailbox': 'Aucune boîte n’est connue. Proposez-en une.',
  'portal.waits': 'attend le service',
  'portal.test-mail': 'Envoyer un courrier de test',
  'portal.webhook': 'Webhook',
  'portal.webhook-how':
    'Chaque notification est envoyée à votre point d’accès en JSON, signée selon Standard Webhooks. Vous pouvez essayer un point d’accès avant son approbation. Un test a le type notice.test et ne concerne aucun cas.',
  'portal.webhook-url': 'Adresse de votre point d’accès (https)',
  'portal.by-you': 'proposé par vous',
  'portal.by-hotline': 'mis en place par le service',
  'portal.test': 'Envoyer un test',
  'portal.withdraw': 'Reprendre',
  'portal.tests': 'Tests',
  'portal.test-waits': 'Un test est en cours. Cette page se relit d’elle-même.',
  'portal.look-again': 'Regarder maintenant',
  'portal.tried': 'Demandé',
  'portal.came-of-it': 'Résultat',
  'portal.under-way': 'en cours',
  'test-outcome.accepted': 'pris',
  'test-outcome.deferred': 'remis à plus tard',
  'test-outcome.turned-away': 'écarté',
  'test-outcome.in-doubt': 'interrompu',
  'test-outcome.refused': 'refusé',
  'test-outcome.unsendable': 'non envoyé',
  'test-means.accepted':
    'Votre côté l’a pris. Vérifiez qu’il est arrivé là où des personnes ou des programmes le lisent.',
  'test-means.deferred':
    'Votre côté est injoignable ou demande d’essayer plus tard. Une notification serait renvoyée.',
  'test-means.turned-away':
    'Votre côté a répondu qu’il ne prend pas cela. Une notification partirait par courrier.',
  'test-means.in-doubt': 'La connexion s’est interrompue. Il est peut-être arrivé.',
  'test-means.refused': 'Le serveur de courrier l’a refusé.',
  'test-means.unsendable': 'Il n’y a pas de boîte qui compte.',
  'portal.api': 'API',
  'portal.api-how':
    'Avec une clé à vous, vos programmes lisent ce qui vous a été signalé et y répondent. Demandez une clé au service.',
  'portal.secret': 'Le secret de votre point d’accès',
  'portal.secret-how':
    'Il n’est montré que cette fois. Votre point d’accès s’en sert pour vérifier la signature.',
  'portal-ways-done.tested': 'Le test est demandé.',
  'portal-ways-done.webhook-proposed':
    'Le point d’accès est proposé. Une personne du service l’approuve.',
  'portal-ways-done.withdrawn': 'La proposition est reprise.',
  'portal-ways-done.contact-proposed': 'La boîte est proposée. Une personne du service l’approuve.',
  'problem.channel-not-found': 'Cette voie n’existe pas ou n’est pas à vous.',
  'problem.channel-not-triable': 'Cette voie ne s’essaie pas avec un message sans cas.',
  'problem.channel-tests-many': 'Cinq tests par heure au plus. Essayez plus tard.',
  'problem.portal-proposals-many':
    'Ce que vous avez proposé attend le service. Reprenez quelque chose, ou attendez.',
  'problem.portal-url-invalid':
    'Écrivez l’adresse entière, comme https://hooks.hosting.example/notices.',
}
