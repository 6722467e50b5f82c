import type { peopleEn } from './people-en.ts'

export const peopleFr: Record<keyof typeof peopleEn, string> = {
  'start.back':
    'Vous n’êtes pas connecté, ou ne l’êtes plus. Une fois connecté, vous revenez là où vous étiez.',
  'not-sent.title': 'Pas envoyé',
  'not-sent.what':
    'Ceci n’a pas été envoyé, et rien n’a été fait : vous n’êtes plus connecté. Copiez ce que vous avez saisi avant de continuer.',
  'not-sent.sign-in': 'Se connecter',
  'not-sent.back': 'Une fois connecté, vous revenez à la page de ce formulaire.',
  'nav.people': 'Personnes',
  'nav.account': 'Mon compte',

  'start.passkey': 'Se connecter avec une clé d’accès',
  'start.code': 'Clé d’accès perdue ? Se connecter avec un code de votre application.',
  'sign-in.waiting-title': 'Pas encore ouvert',
  'sign-in.waiting':
    'Un autre administrateur doit d’abord approuver ce compte. Le lien reste valable ; rouvrez-le ensuite.',
  'sign-in.wait-title': 'Trop de tentatives',

  'passkey.problem-failed':
    'La clé d’accès n’a pas été acceptée. Réessayez ou utilisez-en une autre.',
  'passkey.problem-cancelled': 'Rien n’a été fait. Appuyez sur le bouton pour réessayer.',
  'passkey.problem-suspect':
    'Il existe peut-être une copie de cette clé d’accès ; elle n’est plus acceptée. Utilisez-en une autre et prévenez un administrateur.',
  'passkey.problem-wait': 'Trop de tentatives ont échoué. Attendez un moment, puis réessayez.',
  'passkey.problem-unavailable':
    'Les clés d’accès ne fonctionnent pas à cette adresse. Ouvrez la console par son nom ou, sur cette machine, à http://localhost.',
  'passkey.problem-code': 'Le code n’a pas été accepté. Attendez le suivant.',
  'passkey.needs-script': 'Les clés d’accès demandent JavaScript dans ce navigateur.',

  'step-up.title': 'Confirmez que c’est vous',
  'step-up.why':
    'Ceci ne s’annule pas facilement ; votre identité est donc demandée à nouveau. Ce que vous avez saisi est conservé.',
  'step-up.passkey': 'Utiliser une clé d’accès et continuer',
  'step-up.code': 'Utiliser un code et continuer',
  'step-up.provider': 'Se reconnecter chez {provider}',
  'step-up.go-on': 'Continuer',
  'step-up.file':
    'Ce que vous avez demandé est un fichier : votre navigateur l’enregistre et cette page reste ouverte. Revenez ensuite en arrière.',
  'step-up.file-asked':
    'Confirmé. Votre navigateur enregistre maintenant le fichier ; vous pouvez revenir en arrière.',
  'step-up.back': 'Retour, ne rien changer',

  'code.title': 'Se connecter avec un code',
  'code.how':
    'Pour le cas où votre clé d’accès est perdue. Il faut l’avoir préparé avant, et les superviseurs le voient.',
  'code.failed': 'Cela ne convient pas. Vérifiez la saisie et attendez le code suivant.',
  'code.choose-role': 'Choisissez votre rôle',
  'people.choose-role': 'Choisir un rôle',
  'code.label': 'Code de l’application',
  'code.back': 'Retour',
  'code.secret': 'Clé pour l’application',
  'code.secret-how':
    'Saisissez cette clé dans une application d’authentification. Elle n’est affichée qu’une fois. Saisissez ensuite le code affiché par l’application.',
  'code.confirm': 'Confirmer',

  'account.title': 'Mon compte',
  'account.enrol-first': 'Créez d’abord une clé d’accès. Rien d’autre ne s’ouvre avant.',
  'account.passkeys': 'Clés d’accès',
  'account.passkeys-how':
    'Une clé d’accès se trouve dans votre appareil ou votre clé de sécurité et ne vaut que pour cette console. Créez-en deux et gardez-en une en lieu sûr.',
  'account.passkey-name': 'Nom de la clé d’accès',
  'account.passkey-example': 'clé de sécurité bleue',
  'account.passkey-make': 'Créer une clé d’accès',
  'account.suspect': 'peut-être copiée ; n’est plus acceptée',
  'account.remove': 'Supprimer',
  'account.code': 'Code d’une application',
  'account.code-how': 'Pour le jour où votre clé d’accès est perdue. Pas pour tous les jours.',
  'account.code-how-enrol': 'À la place d’une clé d’accès, si vous ne pouvez pas en avoir.',
  'account.code-since': 'Mis en place',
  'account.code-begin': 'Mettre en place',
  'account.sessions': 'Où vous êtes connecté',
  'account.this-session': '(ici)',
  'account.sign-out-everywhere': 'Se déconnecter partout',
  'account.back': 'Retour à mon compte',

  'account-done.passkey': 'La clé d’accès a été créée.',
  'account-done.removed': 'La clé d’accès a été supprimée.',
  'account-done.last-passkey':
    'C’est la dernière qui soit acceptée, elle reste. Créez-en d’abord une autre.',
  'account-done.code': 'Les codes de l’application sont désormais acceptés.',
  'account-done.code-removed': 'Les codes ne sont plus acceptés.',
  'account-done.provider': 'Vous vous connectez désormais auprès de votre organisation.',

  'column.passkey': 'Clé d’accès',
  'column.made': 'Créée',
  'column.used': 'Dernier usage',
  'column.what-to-do': 'Actions',
  'column.signs-in-with': 'Se connecte avec',
  'column.last-sign-in': 'Dernière connexion',

  'start.provider': 'Se connecter chez {provider}',
  'provider.done': 'De retour de votre organisation',
  'provider.done-step-up': 'C’est fait. Fermez cette fenêtre et continuez dans celle qui attend.',
  'provider.failed': 'Votre organisation ne vous a pas laissé entrer',
  'provider.failed-how':
    'Personne n’est connu ici sous cette identité, ou cela a pris trop de temps. Réessayez ou demandez un lien à un administrateur.',
  'account.provider-how':
    'Connectez-vous avec le compte de votre organisation au lieu d’une clé d’accès.',
  'account.provider-bind': 'Lier à {provider}',

  'level.link': 'par lien',
  'level.passkey': 'par clé d’accès',
  'level.oidc': 'auprès de l’organisation',
  'level.totp': 'par code',

  'people.accounts': 'Comptes',
  'people.rule':
    'Un nom est une personne, dans tous les rôles. Qui a deux rôles porte le même nom dans les deux et compte pour un là où il en faut deux. Un administrateur qui prend un autre rôle attend l’accord d’un autre administrateur.',
  'people.none': 'Personne n’a encore été invité.',
  'people.further': 'Comptes suivants',
  'people.sessions': 'connecté : {n}',
  'people.passkeys': 'clés d’accès : {n}',
  'people.made-waiting':
    'Il vaut dès qu’un autre administrateur a approuvé le compte sur cette page.',

  'person-state.invited': 'invité',
  'person-state.active': 'actif',
  'person-state.waiting': 'attend un autre administrateur',
  'person-state.deactivated': 'désactivé',
  'people-action.approve': 'Approuver',
  'people-action.deactivate': 'Désactiver',
  'people-action.reactivate': 'Réactiver',
  'people-action.role': 'Changer de rôle',
  'people-done.approve': 'Approuvé. Le compte est ouvert.',
  'people-done.deactivate': 'Désactivé. Chaque session et chaque clé d’API a pris fin.',
  'people-done.reactivate': 'Réactivé. Créez un nouveau lien pour la personne.',
  'people-done.role': 'Le rôle a changé. La personne se reconnecte.',

  'problem.changed-meanwhile':
    'Cela a changé depuis que vous avez ouvert la page. Regardez de nouveau.',
  'problem.person-deactivated': 'Le compte a été désactivé. Réactivez-le d’abord.',
  'problem.person-has-credential':
    'Cette personne se connecte avec une clé d’accès. Si elle est perdue, l’exploitant crée un lien avec « people invite --again ».',
  'problem.person-of-another-authority':
    'Un policier de ce nom s’est déjà connecté pour une autre autorité. Donnez un nom qui distingue les deux.',
  'problem.authority-unknown':
    'Cette autorité n’existe pas. Choisissez-en une, ou nommez-en une nouvelle dans le champ prévu.',
  'problem.authority-twice': 'Choisissez une autorité ou nommez-en une nouvelle, pas les deux.',
  'open-list.authority-none': 'choisir, ou en nommer une nouvelle',
  'open-list.authority-new': 'Nouvelle autorité, si ce n’est aucune de celles-ci',
  'people.authority-none': 'aucune, ou une nouvelle',
  'people.authority-new': 'Nouvelle autorité (police seulement)',
  'problem.own-account':
    'Personne ne modifie son propre compte. Demandez à un autre administrateur.',
  'problem.last-admin': 'C’est le dernier administrateur. Invitez-en d’abord un autre.',
  'problem.operator-not-owner': 'Seul l’exploitant, sur la machine, peut faire cela.',
  'problem.person-known': 'La personne a déjà un compte de ce rôle.',
  'problem.role-of-police':
    'Les policiers ont leurs propres comptes. Invitez la personne à nouveau.',
  'problem.codes-off': 'Cette console n’accepte pas de codes.',
  'problem.passkey-first': 'Créez d’abord une clé d’accès.',
  'problem.code-known': 'Les codes sont déjà en place. Supprimez-les d’abord.',
}
