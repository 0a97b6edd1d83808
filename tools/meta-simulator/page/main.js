import { control } from './control.js';
import { el } from './element.js';
import { Phone } from './phone.js';
import { say, sayAll, switchLanguage } from './words.js';

const byId = (id) => document.getElementById(id);
const board = byId('phones');
const phones = new Map();

const surroundings = { announce: (text) => (byId('news').textContent = text), complain, askLocation };

function complain(text) {
  byId('trouble').textContent = text;
}

async function refreshAll() {
  const [{ numbers, customers }, settings] = await Promise.all([control.state(), control.settings()]);
  byId('auto-read').checked = settings.autoRead;
  for (const id of [...phones.keys()]) if (!customers.some((customer) => customer.id === id)) phones.delete(id);
  for (const customer of customers)
    if (!phones.has(customer.id)) phones.set(customer.id, new Phone(customer, surroundings));
  const hint = numbers.length === 0 ? 'noNumber' : customers.length === 0 ? 'noCustomer' : undefined;
  const elements = hint ? [el('p', { class: 'hint' }, say(hint))] : [...phones.values()].map(({ element }) => element);
  if (elements.length !== board.children.length || elements.some((element, index) => board.children[index] !== element))
    board.replaceChildren(...elements);
  await Promise.all(customers.map((customer) => phones.get(customer.id).update(customer, numbers)));
}

/** What the simulator says has changed is loaded again; after a break everything is. */
function follow() {
  const events = new EventSource('/_sim/events');
  events.addEventListener('open', () => {
    complain('');
    refreshAll().catch(lost);
  });
  events.addEventListener('error', lost);
  events.addEventListener('change', ({ data }) => {
    const { all, customers = [] } = JSON.parse(data);
    const work = all ? [refreshAll()] : customers.map((id) => phones.get(id)?.refresh() ?? refreshAll());
    Promise.all(work).catch(lost);
  });
}

function lost() {
  complain(say('lost'));
}

/** Opens a dialog; the form's fields, or undefined when it was cancelled. */
function ask(dialog) {
  return new Promise((resolve) => {
    const form = dialog.querySelector('form');
    dialog.returnValue = '';
    form.onsubmit = () => (dialog.returnValue = 'sent');
    dialog.onclose = () => resolve(dialog.returnValue === 'sent' ? Object.fromEntries(new FormData(form)) : undefined);
    dialog.showModal();
  });
}

async function askLocation() {
  const answer = await ask(byId('location-dialog'));
  if (!answer) return undefined;
  const { latitude, longitude, name } = answer;
  return { latitude: Number(latitude), longitude: Number(longitude), ...(name && { name }) };
}

async function addCustomer() {
  const dialog = byId('customer-dialog');
  const answer = await ask(dialog);
  if (!answer) return;
  const { name, waId, username, hidesNumber } = answer;
  const digits = waId.replace(/\D/g, '');
  const handle = username.trim().replace(/^@?/, '@');
  try {
    await control.addCustomer({
      name,
      ...(digits && { waId: digits }),
      ...(handle !== '@' && { username: handle, hidesNumber: hidesNumber === 'on' }),
    });
    dialog.querySelector('form').reset();
  } catch (error) {
    complain(say('notSent', { why: error.message }));
  }
}

function sayLanguage() {
  sayAll();
  const button = byId('language');
  const isChinese = document.documentElement.lang === 'zh-CN';
  button.textContent = isChinese ? 'English' : '中文';
  button.lang = isChinese ? 'en' : 'zh-CN';
}

for (const button of document.querySelectorAll('[data-close]'))
  button.addEventListener('click', () => button.closest('dialog').close());
byId('add-customer').addEventListener('click', () => void addCustomer());
byId('auto-read').addEventListener(
  'change',
  ({ target }) => void control.change({ autoRead: target.checked }).catch(lost),
);
byId('language').addEventListener('click', () => {
  switchLanguage();
  sayLanguage();
  for (const phone of phones.values()) phone.forget();
  refreshAll().catch(lost);
});
sayLanguage();
follow();
