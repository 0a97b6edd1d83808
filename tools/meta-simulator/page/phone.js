import { bubble, summaryOf } from './bubble.js';
import { composer } from './composer.js';
import { control } from './control.js';
import { el } from './element.js';
import { say } from './words.js';

/** One customer's phone: the conversation with one business number, and the means to write. */
export class Phone {
  #numbers = [];
  #number;
  #shown = new Map();
  #quoted;
  #typingTimer;
  #isAtEnd = true;
  #wanted = false;
  #loading = false;

  constructor(customer, { announce, complain, askLocation }) {
    this.customer = customer;
    this.announce = announce;
    this.complain = complain;
    this.askLocation = askLocation;
    this.list = el('ol', { class: 'messages', tabindex: '0' });
    this.list.addEventListener('scroll', () => {
      this.#isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    });
    this.list.addEventListener('load', () => this.#stayAtEnd(), { capture: true });
    new ResizeObserver(() => this.#stayAtEnd()).observe(this.list);
    this.typing = el('p', { class: 'typing', 'aria-live': 'polite' });
    this.name = el('h2', { id: `name-${customer.id}` });
    this.about = el('p', { class: 'note' });
    this.choice = el('select', { onchange: () => this.#choose(this.choice.value) });
    this.blockButton = el('button', { type: 'button', onclick: () => this.#toggleBlock() });
    this.readButton = el('button', {
      type: 'button',
      hidden: true,
      onclick: () => this.#try(() => control.read(customer.id)),
    });
    this.composer = composer({
      sendText: (body) => this.#send({ type: 'text', text: { body } }),
      sendFile: (type, file) => this.#sendFile(type, file),
      sendLocation: () => this.#shareLocation(),
      complain,
      unquote: () => this.#quote(undefined),
    });
    this.element = el(
      'section',
      { class: 'phone', 'aria-labelledby': this.name.id },
      el(
        'header',
        {},
        this.name,
        this.about,
        el('div', { class: 'actions' }, this.choice, this.readButton, this.blockButton),
      ),
      this.list,
      this.typing,
      this.composer.element,
    );
  }

  /** What is known of the customer, and the numbers there are. */
  update(customer, numbers) {
    this.customer = customer;
    this.#numbers = numbers;
    this.name.textContent = customer.name;
    this.about.textContent = [customer.waId && `+${customer.waId}`, customer.username].filter(Boolean).join(' · ');
    this.choice.replaceChildren(
      ...numbers.map(({ phoneNumberId, verifiedName, displayPhoneNumber }) =>
        el('option', { value: phoneNumberId }, `${verifiedName} ${displayPhoneNumber}`),
      ),
    );
    this.#number = numbers.find(({ phoneNumberId }) => phoneNumberId === this.#number?.phoneNumberId) ?? numbers[0];
    if (this.#number) this.choice.value = this.#number.phoneNumberId;
    this.choice.hidden = numbers.length < 2;
    this.sayWords();
    return this.refresh();
  }

  sayWords() {
    const { name, blocked } = this.customer;
    this.list.setAttribute('aria-label', `${say('messages')}: ${name}`);
    this.choice.setAttribute('aria-label', say('business'));
    this.blockButton.textContent = say(blocked ? 'unblock' : 'block');
    this.readButton.textContent = say('markRead');
    this.composer.sayWords(name);
  }

  /** Everything is shown anew the next time, as in another language. */
  forget() {
    this.#shown.clear();
  }

  /** Shows the conversation as it is now. Called while it loads, it loads once more afterwards. */
  async refresh() {
    this.#wanted = true;
    if (this.#loading) return;
    this.#loading = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        if (this.#number) this.#show(await control.conversation(this.customer.id, this.#number.phoneNumberId));
      }
    } finally {
      this.#loading = false;
    }
  }

  #show({ messages, nowMs }) {
    const before = this.#shown;
    const byWamid = new Map(messages.map((message) => [message.wamid, message]));
    this.#shown = new Map();
    const items = [];
    for (const message of messages) {
      if (message.type === 'reaction') continue;
      const reactions = reactionsTo(message.wamid, messages);
      const quoted = byWamid.get(message.contextWamid);
      const signature = signatureOf(message, reactions);
      const known = before.get(message.wamid);
      const item =
        known?.signature === signature ? known.item : bubble(message, { quoted, reactions, act: this.#acts });
      this.#shown.set(message.wamid, { signature, item });
      items.push(item);
      if (before.size > 0 && !known && message.direction === 'out')
        this.announce(`${this.#number.verifiedName}: ${summaryOf(message)}`);
    }
    this.#place(items);
    this.#stayAtEnd();
    this.#showTyping(messages, nowMs);
    this.readButton.hidden = !messages.some(({ direction, statuses }) => direction === 'out' && isUnread(statuses));
  }

  /** The end stays in view unless the reader went elsewhere: also when a picture arrives or the room gets smaller. */
  #stayAtEnd() {
    if (this.#isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Puts only what changed into the page, and keeps the keyboard where it was. */
  #place(items) {
    const focused = document.activeElement?.closest?.('.bubble');
    const tool = document.activeElement?.dataset?.tool;
    if (items.length === 0) items = [el('li', { class: 'note' }, say('empty'))];
    const keep = new Set(items);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    items.forEach((item, index) => {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
    if (focused && !focused.isConnected && tool) {
      const again = items.find(({ dataset }) => dataset.wamid === focused.dataset.wamid);
      again?.querySelector(`[data-tool=${tool}]`)?.focus();
    }
  }

  #showTyping(messages, nowMs) {
    clearTimeout(this.#typingTimer);
    const last = messages.at(-1);
    const leftMs = last?.direction === 'in' ? (last.typingUntilMs ?? 0) - nowMs : 0;
    const words = leftMs > 0 ? `${this.#number.verifiedName} ${say('typing')}` : '';
    if (this.typing.textContent !== words) this.typing.textContent = words;
    if (leftMs > 0) this.#typingTimer = setTimeout(() => (this.typing.textContent = ''), leftMs);
  }

  #acts = {
    react: (message, emoji) =>
      this.#send({ type: 'reaction', reaction: { message_id: message.wamid, ...(emoji && { emoji }) } }),
    quote: (message) => this.#quote(message),
    answer: (message, interactive) => this.#send({ type: 'interactive', interactive, replyTo: message.wamid }),
    pressed: (message, payload) =>
      this.#send({ type: 'button', button: { payload, text: payload }, replyTo: message.wamid }),
    played: (wamid) => control.play(this.customer.id, wamid).catch(() => undefined),
    shareLocation: (message) => this.#shareLocation(message.wamid),
    shareContact: (message) => {
      const { name, waId } = this.customer;
      const card = {
        name: { formatted_name: name, first_name: name },
        phones: [{ phone: `+${waId}`, wa_id: waId, type: 'CELL' }],
      };
      return this.#send({
        type: 'contacts',
        contacts: [{ ...card, origin: 'contact_request' }],
        replyTo: message.wamid,
      });
    },
  };

  #quote(message) {
    this.#quoted = message?.wamid;
    this.composer.showQuote(message && summaryOf(message));
  }

  async #shareLocation(replyTo) {
    const location = await this.askLocation();
    if (location) await this.#send({ type: 'location', location, ...(replyTo && { replyTo }) });
  }

  #send(message) {
    const content = { phoneNumberId: this.#number?.phoneNumberId, ...this.#takeQuote(message.type), ...message };
    return this.#try(async () => this.#warn(await control.send(this.customer.id, content)));
  }

  #sendFile(type, file) {
    const media = { mimeType: file.type || undefined, filename: file.name };
    const content = { phoneNumberId: this.#number?.phoneNumberId, type, media, ...this.#takeQuote(type) };
    if (type === 'audio') content.audio = { voice: true };
    return this.#try(async () => this.#warn(await control.sendFile(this.customer.id, content, file)));
  }

  #takeQuote(type) {
    const replyTo = type === 'reaction' ? undefined : this.#quoted;
    if (replyTo) this.#quote(undefined);
    return replyTo ? { replyTo } : {};
  }

  #warn({ deliveries }) {
    if (deliveries === 0) this.complain(say('deafened'));
  }

  #choose(phoneNumberId) {
    this.#number = this.#numbers.find((number) => number.phoneNumberId === phoneNumberId);
    this.#shown.clear();
    return this.#try(() => Promise.resolve());
  }

  #toggleBlock() {
    return this.#try(() => control.patchCustomer(this.customer.id, { blocked: !this.customer.blocked }));
  }

  /** True when it was done; the conversation is up to date then. */
  async #try(action) {
    try {
      this.complain('');
      await action();
      await this.refresh();
      return true;
    } catch (error) {
      this.complain(say('notSent', { why: error.message }));
      return false;
    }
  }
}

/** What a bubble shows of its message. Of anything else that changes, an opened list must not be closed. */
function signatureOf({ content, mediaId, announced, markedRead, statuses }, reactions) {
  return JSON.stringify([
    content,
    mediaId,
    announced,
    markedRead,
    statuses.some(({ status }) => status === 'failed'),
    reactions,
  ]);
}

/** The last reaction of each side. */
function reactionsTo(wamid, messages) {
  const last = { in: undefined, out: undefined };
  for (const { type, content, direction } of messages)
    if (type === 'reaction' && content?.message_id === wamid) last[direction] = content.emoji;
  return [last.in, last.out].filter(Boolean);
}

function isUnread(statuses) {
  return statuses.some(({ status }) => status === 'delivered') && !statuses.some(({ status }) => status === 'read');
}
