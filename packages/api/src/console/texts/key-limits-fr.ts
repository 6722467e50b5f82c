import type { keyLimitsEn } from './key-limits-en.ts'

export const keyLimitsFr: Record<keyof typeof keyLimitsEn, string> = {
  'key-limits.title': 'La limiter',
  'key-limits.how':
    'Qui trouve la clé peut en faire tout ce qu’elle permet, d’où elle est acceptée. Ne lui donnez que ce dont le programme a besoin.',
  'key-limits.scopes': 'Ce qu’elle permet',
  'key-limits.scopes-how':
    'Rien de coché : tout ce que permet le rôle, même ce qui s’y ajoute plus tard. Dès qu’une case est cochée, elle permet cela et rien d’autre.',
  'key-limits.networks': 'D’où elle est acceptée',
  'key-limits.networks-how':
    'Adresses ou réseaux, un par ligne, 32 au plus ; vide : de partout. D’ailleurs, la clé est refusée et le journal le dit. Un programme qui déménage a besoin d’une autre clé.',
  'key-limits.may': 'Avec elle, un programme peut :',
  'key-limits.may-not': 'De son rôle, elle ne permet pas',
  'key-limits.from': 'Elle est acceptée de :',
  'problem.scope-invalid': 'Ne cochez que ce que permet le rôle choisi.',
  'problem.network-invalid': 'Écrivez des adresses ou des réseaux comme 192.0.2.0/24, 32 au plus.',
  'permission.report:submit': 'signaler une adresse',
  'permission.report:read':
    'voir ce que sont devenus les signalements, et faire chercher plus loin',
  'permission.report:work': 'noter sur un signalement, le fusionner, faire montrer son adresse',
  'permission.match:read': 'voir les correspondances',
  'permission.match:decide': 'confirmer ou rejeter une correspondance, et dire où va un retrait',
  'permission.exposure:read':
    'voir combien de temps chacun a regardé des dossiers ces dernières 24 heures',
  'permission.assessment:give': 'donner une seconde évaluation sans connaître la première',
  'permission.assessment:settle': 'trancher entre deux évaluations, et dire combien en demander',
  'permission.takedown:read': 'voir les retraits, leurs contrôles et leurs relevés',
  'permission.notice:read': 'voir les notifications et leur remise',
  'permission.notice:reply': 'répondre à une notification ; un fournisseur aux siennes',
  'permission.portal:use': 'voir ce qui a été dit au fournisseur, et sa rapidité',
  'permission.reply:read': 'voir ce qui revient des notifications, et les contestations',
  'permission.reply:handle': 'marquer une réponse comme traitée',
  'permission.dispute:decide': 'décider d’une contestation, à deux',
  'permission.provider:read': 'voir les fournisseurs et leurs contacts',
  'permission.provider:propose': 'proposer un contact d’un fournisseur',
  'permission.provider:write': 'modifier un fournisseur, approuver un contact proposé par un autre',
  'permission.list:read':
    'voir les listes d’empreintes et ce qui a été remis ; la police les siennes',
  'permission.list:write': 'ouvrir une liste et remettre des fichiers ; la police aux siennes',
  'permission.list:activate': 'activer ce qu’un autre a remis',
  'permission.list:release': 'libérer ce qu’une nouvelle liste a trouvé dans le passé',
  'permission.list:revoke': 'retirer entrées, remises ou listes de la comparaison',
  'permission.entry:vote': 'voter sur une entrée',
  'permission.lookup:ask': 'demander si des empreintes sont connues, comme fournisseur accrédité',
  'permission.lookup:grant':
    'proposer et terminer qu’un fournisseur puisse demander, et voir ce qui en est venu',
  'permission.lookup:approve': 'approuver qu’un fournisseur puisse demander',
  'permission.statistics:read': 'voir les chiffres',
  'permission.takedown:hold': 'suspendre un retrait pour une enquête',
  'permission.takedown:release': 'lever cette suspension avant terme',
  'permission.takedown:allow':
    'saisir que la police ou un partenaire permet d’avertir le fournisseur',
  'permission.takedown:reroute': 'envoyer un retrait par une autre voie',
  'permission.takedown:step': 'dire qu’une étape hors du service est faite',
  'permission.case:export':
    'remettre un dossier à la police : adresses exactes, empreintes, journal, signés',
  'permission.hand-over:read': 'voir ce qui a été transmis à sa propre autorité',
  'permission.hand-over:answer':
    'dire que l’autorité a une transmission, et que le fournisseur peut être averti',
  'permission.task:read': 'voir ce qui attend une personne',
  'permission.task:do': 'prendre une tâche et dire qu’elle est faite',
  'permission.policy:read': 'voir les politiques d’acheminement',
  'permission.policy:write': 'rédiger une politique d’acheminement',
  'permission.policy:activate': 'activer une politique rédigée par un autre',
  'permission.audit:read': 'lire le journal et le prouver',
  'permission.key:write': 'créer et révoquer des clés de programmes',
  'permission.hook:write': 'dire qui est averti des événements par HTTP, et essayer les canaux',
  'permission.service:read': 'voir comment vont le service et ses canaux',
  'permission.person:read': 'voir qui a un compte',
  'permission.person:write': 'inviter, changer les rôles, fermer des comptes',
  'permission.retention:hold': 'poser un gel juridique, et lever celui d’un autre',
  'permission.retention:run': 'voir ce qui serait effacé, et le faire effacer',
}
