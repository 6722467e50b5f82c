/** The portal: what people of a provider see and do, and who lets them in. */
export const portalEn = {
  'nav.portal': 'Items',
  'portal.items': 'What you were told of',
  'portal.tick': 'Tick',
  'portal.tick-one': 'Tick {item}',
  'portal.tick-all': 'Tick all of this page',
  'portal.item': 'Item',
  'portal.host': 'Host',
  'portal.told': 'Told',
  'portal.find': 'Reference or host',
  'portal.csv-of-these': 'All of these as CSV',
  'portal.age': 'Told ago',
  'portal.class': 'Class',
  'portal.any': 'Any',
  'portal.all': 'All',
  'portal-state.open': 'To answer',
  'portal-state.answered': 'Answered',
  'portal-state.removed': 'Removed',
  'portal-state.closed': 'Closed',
  'portal.nothing-open': 'Nothing waits for your answer.',
  'portal.none': 'No items like this. Choose another state or age above.',
  'portal.answer': 'Your answer',
  'portal.answer-ticked': 'Answer what is ticked',
  'portal.answer-how':
    'Tick items, choose an answer, and check it on the next page. Nothing is sent before you confirm.',
  'portal.answer-notice-how':
    'What waits for an answer is ticked already: leave it so to answer all of this notice. Nothing is sent before you confirm.',
  'portal.preview': 'Check the answer',
  'portal.preview-title': 'Check before it is sent',
  'portal.preview-how':
    'This is what will be said, about the items below. What you say is removed is looked at again now; an item is closed only when our own checks find it gone.',
  'portal.confirm': 'Send the answer',
  'portal.change': 'Change it',
  'portal.next': 'Newer items',
  'portal.back': 'All items',
  'portal.done-answered':
    'Your answer has arrived. What you say is removed is looked at again now.',
  'portal.done-answered-before': 'This answer had arrived before. Nothing was taken in twice.',
  'portal.done-count': '{count} items answered.',
  'portal.done-none-left':
    'None of these waits for an answer any more: they were answered, or are gone.',
  'portal.see-answered': 'See what is answered',
  'portal.preview-all': 'Check one answer for all {count} that these filters show',
  'portal.preview-most': 'Check one answer for the first {count} of these',
  'portal.preview-first':
    'The first {shown} of {count} stand below; the answer is given to all of them.',
  'portal.preview-rest':
    'There are more than {count}: answer the others in the same way afterwards.',
  'problem.portal-more-by-now':
    'More of these wait for an answer by now than you were shown. Nothing was sent: check once more.',
  'portal.kind': 'Letter',
  'portal-kind.provider-notice': 'Notice',
  'portal-kind.provider-reminder': 'Reminder',
  'portal-kind.upstream-notice': 'To the network that connects the host',
  'portal-kind.registrar-notice': 'To the registrar',
  'portal-kind.registry-notice': 'To the registry',
  'portal-kind.police-hand-over': 'Hand-over to the police',
  'portal.addresses-clear':
    'The notice named the exact addresses. They are shown here when you ask for them, and the log says that you did.',
  'portal.addresses-hidden':
    'The notice did not name the exact addresses in clear. They are shown here when you ask for them: you are asked again who you are, and the log says that you looked.',
  'way.portal': 'in the portal',
  'problem.portal-nothing-ticked': 'Tick at least one item.',
  'problem.portal-too-many': 'Answer at most 2,500 items at once.',
  'problem.provider-missing':
    'This account answers for no provider. Ask the hotline to invite you anew.',
  'problem.reply-item-not-found': 'One of the items is not there, or not yours.',
  'problem.notice-not-found': 'There is no such notice, or it is not yours.',
  'portal.people': 'People who may sign in',
  'portal.people-of': 'People of {name}',
  'portal.people-how':
    'They see what this provider was told of, exact addresses when they ask for them, and nothing else. So one person of the hotline invites, and another one agrees.',
  'portal.no-people': 'Nobody of this provider has an account. It answers by mail, link or key.',
  'portal.invite': 'Invite somebody of this provider',
  'portal.asked-by': 'invited by {name}',
  'portal.made-waiting': 'The link works once another person of the hotline has agreed.',
  'portal.to-provider': 'Back to the provider',
  'problem.person-of-another-provider':
    'Somebody of that name is at another provider. Give a name that tells the two apart.',
  'problem.provider-needed': 'People of a provider are invited from the page of the provider.',
  'problem.role-of-provider':
    'People of a provider have accounts of their own. Invite the person anew.',
  'nav.portal-times': 'Response times',
  'portal.times': 'How fast you answered',
  'portal.times-answer': 'From our notice to your first answer',
  'portal.times-removal': 'From our notice to first seen gone',
  'portal.not-answered': 'Not answered yet',
  'portal.over-unanswered': 'Over without an answer (gone, taken back, moved or closed)',
  'portal.over-otherwise': 'Over otherwise (taken back, moved or closed)',
  'portal.not-gone': 'Not seen gone yet',
  'portal.all-gone': 'Nothing that you were told of waits to be seen gone.',
  'portal.what-not-gone':
    'What is not answered, or not seen gone yet, counts as that: nobody looks fast by never acting.',
  'portal.answer-means':
    'From the first notice that went out to you (T6) to your first answer (T8): on a page, in a file or by program. Automatic replies are none, nor are mails in your own words, which a person reads.',
  'portal.removal-means':
    'From the first notice (T6) to when our checks first saw it gone (T9), once that was verified. No finer than the pause between two checks.',
  'portal.times-own':
    'These are your own figures and nobody else’s. Of the others there is one median, where they are five or more with ten items or more, and none has more than half of them.',
  'portal.others-answer': 'Median of all other providers, from notice to answer',
  'portal.others-removal': 'Median of all other providers, from notice to seen gone',
  'portal.others-few': 'not shown: they are too few',
  'portal.median': 'Median',
  'portal.p90': '90 % within',
  'portal.within-24h': 'Share within 24 hours',
  'portal.took': 'Took',
}
