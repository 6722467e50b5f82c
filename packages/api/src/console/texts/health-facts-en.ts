/** What the page of health says of the policy, backups, certificates, the clock, lists and directories. */
export const healthFactsEn = {
  'health.none-bad': 'Nothing is wrong as far as the service can tell.',
  'health.look-at': 'To be looked at by a person: {n}.',
  'health.ago': '{time} ago',
  'health.policy': 'Routing policy',
  'health.policy-none': 'none is in force',
  'health.policy-until': 'last day {day}',
  'health.policy-followed': 'another one takes over',
  'health.unset-police': 'Cases that wait for a mailbox of the police',
  'health.unset-police-todo':
    'Set POLICE_MAILBOX and restart the notices process: they go on by themselves. Until then nobody is told of them.',
  'health.policy-ends':
    'From the day after it nothing would be routed. Propose one that goes on, and have another administrator activate it.',
  'health.backup': 'Last backup',
  'health.backup-none': 'none was noted',
  'health.backup-tell':
    'Have the backup program say when it is done: nightlight backups note --bytes N. The service does not look at backups itself. Keep database, field key and the file of the signer apart from one another.',
  'health.backup-late':
    'It is older than 30 hours. See whether the backup program runs and has room.',
  'health.restore': 'Last tried restore',
  'health.restore-none': 'none was noted',
  'health.restore-todo':
    'Restore a backup on another machine each quarter, see that it starts, and note it: nightlight backups note --restored.',
  'certificate.all': 'Certificates',
  'certificate.none': 'no address of this service is https, or none was looked at yet',
  'certificate.none-todo':
    'For work over a network set PUBLIC_URL, REPLY_URL and SMTP_URL to addresses with TLS. They are looked at every six hours.',
  'certificate.console': 'Certificate of the console',
  'certificate.reply': 'Certificate of the reply page',
  'certificate.mail': 'Certificate of the mail server',
  'certificate.unreachable': 'was not reached from here',
  'certificate.over': 'has ended',
  'certificate.days': '{n} {n|day|days} left',
  'certificate.not-trusted': 'is not trusted from here, or is of another name',
  'certificate.not-trusted-todo':
    'See that the whole chain is sent and the name is right; with a certificate authority of your own, set NODE_EXTRA_CA_CERTS.',
  'certificate.renew':
    'Renew it. Two weeks before its end a program that does so has failed: read its log.',
  'certificate-todo.console-unreachable':
    'Look at PUBLIC_URL from outside: it may be reached there and not from this machine.',
  'certificate-todo.reply-unreachable': 'Look at REPLY_URL from outside: hosts answer there.',
  'certificate-todo.mail-unreachable':
    'See whether the mail server runs and offers TLS, then send a test from the page Channels.',
  'health.clock': 'Clock',
  'health.clock-facts': '{n} s between this machine and the database',
  'health.clock-todo':
    'Have both machines set their clocks by NTP: signatures and times of evidence rest on them.',
  'health.feeds': 'Lists read from others',
  'health.feeds-well': 'all read in time: {n}',
  'health.feeds-todo':
    'See whether the exchange process runs and reaches the other side, and whether its key still counts.',
  'health.lists-end': 'Hash lists that end',
  'health.lists-end-todo':
    'Beyond its end a list is not compared with, and its end is never changed. Where its authority goes on, open another list with a later end and hand the file in there.',
  'health.registries': 'Directory of registries',
  'health.registries-todo':
    'It is read from IANA and tells whom to ask about a host. See whether the notices process reaches the internet.',
}
