/** Files with exact addresses: what people of a provider ask for and agree to, and what the hotline allows. */
export const addressFilesEn = {
  'address-file.title': 'Items to answer, with exact addresses',
  'address-file.how':
    'Many exact addresses in one file are worth taking care of, so it needs two of you: one asks, another one agrees, and whoever asked takes the file within an hour, once. It has the addresses where the notice itself had them in clear, of these items and none that are told or asked again later. The log says who asked, agreed and took it.',
  'address-file.no-consent':
    'The hotline has not agreed that you take addresses as a file. Ask the hotline whose notices you get: a supervisor there can allow it on the page of your company, with a second person.',
  'address-file.consent': 'The hotline agrees to it until',
  'address-file.alone':
    'Nobody else of yours has an account, so nobody can agree. Ask the hotline to let in another person of yours.',
  'address-file.instead': 'Until then:',
  'address-file.instead-notice': 'Look at the addresses of one notice, on its page',
  'address-file.instead-ways':
    'Have a program read each notice as it comes: its mail and its webhook bring the addresses in a part for machines',
  'address-file.most': 'At most, the oldest first',
  'address-file.ask': 'Ask for the file',
  'address-file.asked': 'Asked by',
  'address-file.what': 'What',
  'address-file.items': '{n} {n|item|items}',
  'address-file.agreed-by': '{name} agreed',
  'address-file.until': 'until',
  'address-file.agree': 'Agree',
  'address-file.take': 'Take the file',
  'address-file.colleague':
    'A colleague asks for a file with exact addresses. Another person of yours has to agree.',
  'address-file.of':
    'Items of the file that {name} asks for. It has those of them that wait for an answer when it is taken.',
  'address-file.back': 'To the file, to agree or not',
  'address-state.waits': 'waits for another person',
  'address-state.agreed': 'agreed to',
  'address-state.taken': 'taken',
  'address-state.withdrawn': 'taken back',
  'address-state.expired': 'ran out',
  'address-done.asked': 'Asked. Another person of yours has 24 hours to agree, on this page.',
  'address-done.agreed': 'Agreed. Whoever asked has an hour to take the file, once.',
  'address-done.withdrawn': 'Taken back. There is no file.',
  'problem.address-consent-waits': 'One waits already. Approve it or drop it first.',
  'problem.address-consent-not-found': 'This is settled already. Look at the provider again.',
  'problem.address-consent-missing':
    'The hotline does not agree, or no longer does, that you take addresses as a file. Ask a supervisor there.',
  'problem.address-request-not-found': 'There is no such file, or it is not yours.',
  'problem.address-request-alone':
    'Nobody else of yours has an account to agree. Ask the hotline to let in another person.',
  'problem.address-request-empty': 'None of these items waits for an answer. Choose others.',
  'problem.address-request-not-agreed': 'Another person of yours has to agree first.',
  'problem.address-request-not-yours':
    'Whoever asked for the file takes it. Ask for one of your own.',
  'problem.address-request-over': 'This was taken, taken back, or ran out. Ask for the file anew.',
  'problem.portal-addresses-many':
    'Nothing was shown. At most 500 exact addresses are shown to one person within an hour. Go on later, or ask for a file of addresses with a colleague (Files).',
  'problem.address-requests-many':
    'Three wait already, or ten were asked for within a day. Take one back, or wait.',
  'consent.title': 'Addresses as files',
  'consent.none':
    'People of this provider take no exact addresses as a file. They see those of one notice at a time.',
  'consent.given': 'two of them may take a file together',
  'consent.until': 'Until',
  'consent.proposer': 'Proposed by',
  'consent.giver': 'Approved by',
  'consent.withdraw': 'Withdraw at once',
  'consent.for': 'Allow it for',
  'consent.days': '{n} days',
  'consent.propose': 'Propose',
  'consent.how':
    'It counts once a supervisor who is another person has approved it. Then one person of the provider asks for a file of what waits, another one of theirs agrees, and each file is in the log.',
  'done.consent-proposed': 'Proposed. It counts once another person has approved it.',
  'done.consent-given':
    'Approved. Two people of the provider can take a file of addresses together from now on.',
  'done.consent-withdrawn': 'Withdrawn. No file of addresses leaves any more.',
  'waiting-kind.address-consent': 'addresses as files proposed',
  'audit-action.address-consent.proposed': 'Addresses as files proposed',
  'audit-action.address-consent.given': 'Addresses as files allowed',
  'audit-action.address-consent.dropped': 'Addresses as files not allowed',
  'audit-action.address-consent.withdrawn': 'Addresses as files allowed no more',
  'audit-action.address-file.asked': 'File of exact addresses asked for',
  'audit-action.address-file.agreed': 'File of exact addresses agreed to',
  'audit-action.address-file.taken': 'File of exact addresses taken',
  'audit-action.address-file.withdrawn': 'File of exact addresses taken back',
  'audit-action.address_request.listed': 'Files of addresses looked at',
  'audit-object.address_request': 'Files of exact addresses',
}
