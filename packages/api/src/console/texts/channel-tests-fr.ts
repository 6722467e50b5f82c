import type { channelTestsEn } from './channel-tests-en.ts'

export const channelTestsFr: Record<keyof typeof channelTestsEn, string> = {
  'channels.test-how-mail':
    'Un courriel d’essai part de votre propre boîte de notification vers elle-même, par le même serveur que les notifications et signé comme elles.',
  'channels.test-how-police':
    'Un courriel dont l’objet dit TEST part vers la boîte de la police, par le même serveur que les signalements et signé comme eux. Il ne concerne aucun dossier. Deux par jour au plus : un policier le lit.',
  'channels.test-how-iccam':
    'ICCAM n’a pas ici d’accès pour programmes : des fichiers sont faits, et une personne les saisit. L’essai fait la lettre et les fichiers d’un dossier inventé et ne les envoie nulle part. Qu’ils puissent être saisis ne se voit qu’en le faisant.',
  'channels.test-mail': 'Envoyer un courriel d’essai',
  'channels.test-police': 'Envoyer un courriel d’essai à la police',
  'channels.test-iccam': 'Faire des fichiers d’essai',
  'channels.police-not-set-up':
    'Aucune boîte de la police n’est configurée (POLICE_MAILBOX) : il n’y a rien à essayer.',
  'channel-said-mail.good': 'Le serveur l’a accepté. Voyez s’il est arrivé.',
  'channel-said-mail.bad': 'Voyez le serveur de courrier, puis réessayez.',
  'channel-said-police.good':
    'Le serveur de courrier l’a accepté. Demandez à la police s’il est arrivé.',
  'channel-said-police.bad':
    'Il n’est pas sûr qu’il soit parti. Voyez le serveur de courrier et la boîte, puis réessayez.',
  'channel-said-iccam.good':
    'La lettre et les fichiers ont été faits et sont lisibles. Rien n’a été envoyé.',
  'channel-said-iccam.bad':
    'Ils n’ont pas pu être faits. Voyez MAIL_FROM et ORGANISATION, et lisez le journal du processus notices.',
  'channel-outcome.proved': 'clés acceptées',
  'channel-outcome.reached': 'atteinte',
  'channel-outcome.unsendable': 'non fait',
  'channel-outcome.files-made': 'fichiers faits',
  'test-outcome.proved': 'clés acceptées',
  'test-outcome.reached': 'atteinte',
  'ways.interfaces': 'Interfaces de fournisseurs',
  'ways.how':
    'Une interface ne prend que de vrais signalements. L’essai lui pose donc, avec vos clés, une question qui ne signale rien, et dit ce qui est revenu.',
  'ways.none': 'Aucun fournisseur n’a de voie par l’interface d’AWS ou de Cloudflare.',
  'ways.provider': 'Fournisseur',
  'ways.last': 'Dernier essai',
  'channels.test-lost':
    'Aucune réponse n’est venue. Voyez si le processus notices tourne : dès qu’il tourne, il reprend cet essai de lui-même.',
  'ways.lost': 'Aucune réponse n’est venue. Voyez si le processus notices tourne, puis réessayez.',
  'way-state.active': 'en usage',
  'way-state.proposed': 'attend l’approbation',
  'way-said.proved': 'Elle a été atteinte et a accepté les clés.',
  'way-said.reached':
    'Elle a été atteinte ; sa réponse ne dit rien des clés. Seul un vrai signalement les prouve.',
  'way-said.turned-away':
    'Elle a été atteinte et a refusé cette question : les clés sont fausses, terminées, ou sans droit de lire les signalements.',
  'way-said.deferred':
    'Elle n’a pas été atteinte par une bonne connexion TLS, ou est occupée. On ne sait rien des clés.',
  'way-said.unsendable': 'La configuration de la voie est illisible. Proposez-la à nouveau.',
  'way-proof.aws': 'Que ces clés puissent aussi signaler se verra au premier vrai signalement.',
  'way-proof.cloudflare':
    'Que ce compte puisse aussi signaler se verra au premier vrai signalement.',
  'problem.mail-tests-many': 'Il y a eu assez d’essais de cette sorte. Essayez plus tard.',
}
