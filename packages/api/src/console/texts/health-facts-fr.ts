import type { healthFactsEn } from './health-facts-en.ts'

export const healthFactsFr: Record<keyof typeof healthFactsEn, string> = {
  'health.none-bad': 'Rien ne va mal, pour autant que le service le sache.',
  'health.look-at': 'À voir par une personne : {n}.',
  'health.ago': 'il y a {time}',
  'health.policy': 'Politique d’acheminement',
  'health.policy-none': 'aucune n’est en vigueur',
  'health.policy-until': 'dernier jour : {day}',
  'health.policy-followed': 'une autre prend la suite',
  'health.unset-police': 'Dossiers qui attendent une boîte de la police',
  'health.unset-police-todo':
    'Configurez POLICE_MAILBOX et redémarrez le processus notices : ils continuent d’eux-mêmes. D’ici là, personne n’en est averti.',
  'health.policy-ends':
    'Dès le lendemain, rien ne serait acheminé. Proposez-en une qui continue et faites-la activer par un autre administrateur.',
  'health.backup': 'Dernière sauvegarde',
  'health.backup-none': 'aucune n’a été notée',
  'health.backup-tell':
    'Faites dire au programme de sauvegarde quand il a fini : nightlight backups note --bytes N. Le service ne regarde pas lui-même les sauvegardes. Gardez séparément la base, la clé des champs et le fichier du signataire.',
  'health.backup-late':
    'Elle a plus de 30 heures. Voyez si le programme de sauvegarde tourne et a de la place.',
  'health.restore': 'Dernière restauration essayée',
  'health.restore-none': 'aucune n’a été notée',
  'health.restore-todo':
    'Restaurez chaque trimestre une sauvegarde sur une autre machine, voyez qu’elle démarre, et notez-le : nightlight backups note --restored.',
  'certificate.all': 'Certificats',
  'certificate.none':
    'aucune adresse de ce service n’est en https, ou aucune n’a encore été regardée',
  'certificate.none-todo':
    'Pour travailler par un réseau, donnez à PUBLIC_URL, REPLY_URL et SMTP_URL des adresses avec TLS. Elles sont regardées toutes les six heures.',
  'certificate.console': 'Certificat de la console',
  'certificate.reply': 'Certificat de la page de réponse',
  'certificate.mail': 'Certificat du serveur de courrier',
  'certificate.unreachable': 'non atteint d’ici',
  'certificate.over': 'terminé',
  'certificate.days': 'encore {n} {n|jour|jours}',
  'certificate.not-trusted': 'n’est pas de confiance d’ici, ou est d’un autre nom',
  'certificate.not-trusted-todo':
    'Voyez que toute la chaîne est envoyée et que le nom est juste ; avec votre propre autorité de certification, définissez NODE_EXTRA_CA_CERTS.',
  'certificate.renew':
    'Renouvelez-le. Deux semaines avant la fin, un programme qui le fait a échoué : lisez son journal.',
  'certificate-todo.console-unreachable':
    'Regardez PUBLIC_URL de l’extérieur : elle peut être atteinte de là et non de cette machine.',
  'certificate-todo.reply-unreachable':
    'Regardez REPLY_URL de l’extérieur : les fournisseurs y répondent.',
  'certificate-todo.mail-unreachable':
    'Voyez si le serveur de courrier tourne et offre TLS, puis envoyez un essai depuis la page Canaux.',
  'health.clock': 'Horloge',
  'health.clock-facts': '{n} s entre cette machine et la base',
  'health.clock-todo':
    'Réglez les deux machines par NTP : signatures et heures de preuve en dépendent.',
  'health.feeds': 'Listes lues chez d’autres',
  'health.feeds-well': 'toutes lues à temps : {n}',
  'health.feeds-todo':
    'Voyez si le processus exchange tourne et atteint l’autre côté, et si sa clé vaut encore.',
  'health.lists-end': 'Listes d’empreintes qui se terminent',
  'health.lists-end-todo':
    'Au-delà de sa fin, une liste n’est plus comparée, et sa fin ne change jamais. Si son autorité continue, ouvrez une autre liste avec une fin plus tardive et remettez-y le fichier.',
  'health.registries': 'Annuaire des registres',
  'health.registries-todo':
    'Il est lu chez l’IANA et dit à qui s’adresser au sujet d’un hébergeur. Voyez si le processus notices atteint internet.',
}
