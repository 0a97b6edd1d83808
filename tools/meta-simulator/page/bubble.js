import { el } from './element.js';
import { locale, say } from './words.js';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const mediaTypes = ['image', 'video', 'audio', 'sticker', 'document'];

/** A short line for quotes and for whoever listens instead of looking. */
export function summaryOf({ type, content }) {
  if (type === 'text') return content?.body ?? '';
  if (type === 'interactive') return answerTitle(content) ?? content?.body?.text ?? '';
  if (type === 'button') return content?.text ?? '';
  if (type === 'location') return content?.name ?? say('location');
  if (type === 'template') return say('template', { name: content?.name });
  if (type === 'document') return content?.filename ?? say('document');
  const names = { image: 'picture', video: 'video', audio: 'audio', sticker: 'sticker', contacts: 'contacts' };
  return content?.caption ?? (names[type] ? say(names[type]) : say('unknown', { type }));
}

/** One message as a list item. `act` is what the customer can do with it. */
export function bubble(message, { quoted, reactions, act }) {
  const own = message.direction === 'in';
  const failure = message.statuses.find(({ status }) => status === 'failed');
  const time = new Date(message.at).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
  return el(
    'li',
    { class: `bubble ${own ? 'own' : 'theirs'}${failure ? ' failed' : ''}`, 'data-wamid': message.wamid },
    quoted && el('blockquote', { dir: 'auto' }, summaryOf(quoted)),
    ...contentOf(message, act),
    failure && el('p', { class: 'note' }, say('failed', { code: failure.errorCode })),
    reactions.length > 0 &&
      el(
        'p',
        { class: 'reactions', role: 'img', 'aria-label': say('reactionIs', { emoji: reactions.join(' ') }) },
        ...reactions,
      ),
    el(
      'div',
      { class: 'foot' },
      tools(message, reactions, act),
      el('p', { class: 'meta' }, el('time', { datetime: message.at }, time), own && ticks(message)),
    ),
  );
}

function ticks({ announced, markedRead }) {
  const state = markedRead ? 'read' : announced ? 'arrived' : 'sent';
  return el('span', { class: `ticks ${state}`, role: 'img', 'aria-label': say(state) }, state === 'sent' ? '✓' : '✓✓');
}

function tools(message, reactions, act) {
  const choices = el('span', { class: 'choices', hidden: true });
  for (const emoji of EMOJI) {
    const label = say('reactWith', { emoji });
    choices.append(
      el('button', { type: 'button', 'aria-label': label, onclick: () => act.react(message, emoji) }, emoji),
    );
  }
  if (reactions.length > 0)
    choices.append(
      el('button', { type: 'button', 'aria-label': say('removeReaction'), onclick: () => act.react(message) }, '✕'),
    );
  const opener = el('button', { type: 'button', 'aria-expanded': 'false', 'data-tool': 'react' }, say('react'));
  opener.addEventListener('click', () => {
    choices.hidden = !choices.hidden;
    opener.setAttribute('aria-expanded', String(!choices.hidden));
    choices.querySelector('button')?.focus();
  });
  return el(
    'p',
    { class: 'tools' },
    el('button', { type: 'button', 'data-tool': 'reply', onclick: () => act.quote(message) }, say('reply')),
    opener,
    choices,
  );
}

function contentOf(message, act) {
  const { type, content } = message;
  if (mediaTypes.includes(type)) return [file(message, type, content, act), text(content?.caption)];
  if (type === 'text') return [text(content?.body)];
  if (type === 'button') return [text(content?.text)];
  if (type === 'location')
    return [
      text(
        ['📍', content?.name, content?.address, `${content?.latitude}, ${content?.longitude}`]
          .filter(Boolean)
          .join('\n'),
      ),
    ];
  if (type === 'contacts')
    return (content ?? []).map(({ name, phones = [] }) =>
      text(['👤', name?.formatted_name, ...phones.map(({ phone }) => phone)].filter(Boolean).join(' ')),
    );
  if (type === 'interactive') return interactive(message, act);
  if (type === 'template') return template(message, act);
  return [el('p', { class: 'note' }, say('unknown', { type }))];
}

function text(body) {
  if (!body) return undefined;
  const parts = String(body).split(/(https?:\/\/[^\s<>"]+)/);
  const nodes = parts.map((part, index) =>
    index % 2 ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part,
  );
  return el('p', { class: 'text', dir: 'auto' }, ...nodes);
}

function file({ mediaId, wamid, direction }, type, content, act) {
  if (!mediaId) return el('p', { class: 'note' }, say('loading'));
  const src = `/_sim/media/${mediaId}`;
  const label = content?.caption ?? say(type === 'image' ? 'picture' : type);
  if (type === 'image' || type === 'sticker') return el('img', { src, alt: label, class: type, loading: 'lazy' });
  if (type === 'video') return el('video', { src, controls: true, preload: 'metadata', 'aria-label': label });
  if (type === 'audio') {
    const onplay = direction === 'out' ? () => act.played(wamid) : () => undefined;
    return el('audio', { src, controls: true, preload: 'metadata', 'aria-label': label, onplay });
  }
  return el(
    'a',
    { class: 'file', href: src, download: content?.filename ?? true },
    `📄 ${content?.filename ?? say('document')}`,
  );
}

const answerTitle = (content) => (content?.button_reply ?? content?.list_reply)?.title ?? content?.nfm_reply?.body;

function interactive(message, act) {
  const { content } = message;
  const answer = answerTitle(content);
  if (answer !== undefined) return [text(answer)];
  const { header, body, footer, action = {} } = content;
  const headerFile = header && mediaTypes.includes(header.type) && file(message, header.type, header[header.type], act);
  return [
    headerFile || (header?.text && el('p', { class: 'head', dir: 'auto' }, header.text)),
    text(body?.text),
    footer && el('p', { class: 'note', dir: 'auto' }, footer.text),
    el('div', { class: 'answers' }, ...answers(message, content.type, action, act)),
  ];
}

function answers(message, type, action, act) {
  const button = (label, onclick, title) => el('button', { type: 'button', onclick, title }, label);
  const reply = (kind, chosen) => () => act.answer(message, { type: kind, [kind]: chosen });
  if (type === 'button')
    return action.buttons.map(({ reply: chosen }) => button(chosen.title, reply('button_reply', chosen)));
  if (type === 'list') {
    const rows = action.sections.flatMap(({ title, rows: list }) => [
      title && el('p', { class: 'head' }, title),
      ...list.map((row) => button(row.title, reply('list_reply', row), row.description)),
    ]);
    return [el('details', {}, el('summary', {}, action.button), ...rows.filter(Boolean))];
  }
  const { display_text: label, url, flow_cta: cta, flow_token: token } = action.parameters ?? {};
  if (type === 'cta_url') return [el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label)];
  const filled = { name: 'flow', body: 'Sent', response_json: JSON.stringify({ flow_token: token ?? 'unused' }) };
  if (type === 'flow') return [button(cta ?? say('openForm'), reply('nfm_reply', filled))];
  if (type === 'location_request_message') return [button(say('shareLocation'), () => act.shareLocation(message))];
  return type === 'request_contact_info' ? [button(say('shareContact'), () => act.shareContact(message))] : [];
}

function template(message, act) {
  const { name, components = [] } = message.content;
  const parameters = components
    .filter(({ type }) => type.toLowerCase() !== 'button')
    .flatMap((part) => part.parameters ?? []);
  const quickReplies = components
    .filter((part) => part.sub_type === 'quick_reply')
    .map((part) => part.parameters?.[0]?.payload);
  return [
    el('p', { class: 'head' }, say('template', { name })),
    text(
      parameters
        .map((parameter) => parameter.text)
        .filter(Boolean)
        .join(' · '),
    ),
    el(
      'div',
      { class: 'answers' },
      ...quickReplies
        .filter(Boolean)
        .map((payload) => el('button', { type: 'button', onclick: () => act.pressed(message, payload) }, payload)),
    ),
  ];
}
