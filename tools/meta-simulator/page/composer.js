import { el } from './element.js';
import { say } from './words.js';
import { recordVoiceNote } from './voice-note.js';

let count = 0;

/** The lower part of a phone: text, files, a voice note, a place. */
export function composer({ sendText, sendFile, sendLocation, complain, unquote }) {
  const id = `menu-${(count += 1)}`;
  const input = el('textarea', { rows: '1', maxlength: '4096', dir: 'auto' });
  const sendButton = el('button', { type: 'submit', class: 'main' });
  const opener = el('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': id }, '＋');
  const quoteText = el('span', { dir: 'auto' });
  const quoteEnd = el('button', { type: 'button', onclick: () => unquote() }, '✕');
  const quote = el('p', { class: 'quote', hidden: true }, quoteText, quoteEnd);

  const picture = picker('image/*,video/*', (file) =>
    sendFile(file.type.startsWith('video/') ? 'video' : 'image', file),
  );
  const paper = picker('', (file) => sendFile('document', file));
  const sound = picker('audio/*', (file) => sendFile('audio', file));
  const voice = el('button', { type: 'button', 'data-attach': 'voice', onclick: () => toggleVoice() });
  const place = el('button', { type: 'button', 'data-attach': 'location', onclick: () => sendLocation() });
  const menu = el(
    'div',
    { id, class: 'menu', hidden: true },
    picture.button,
    paper.button,
    voice,
    place,
    picture.input,
    paper.input,
    sound.input,
  );

  let recording;
  let ticking;
  async function toggleVoice() {
    if (!recording) {
      recording = await recordVoiceNote();
      if (!recording) {
        complain(say('noMicrophone'));
        return sound.input.click();
      }
      const startedAt = Date.now();
      voice.classList.add('recording');
      const show = () =>
        (voice.textContent = `${say('stopVoice')} · ${say('recording', { seconds: Math.floor((Date.now() - startedAt) / 1000) })}`);
      show();
      ticking = setInterval(show, 1000);
      return;
    }
    const { stop } = recording;
    recording = undefined;
    clearInterval(ticking);
    voice.classList.remove('recording');
    voice.textContent = say('voice');
    await sendFile('audio', await stop());
  }

  opener.addEventListener('click', () => {
    menu.hidden = !menu.hidden;
    opener.setAttribute('aria-expanded', String(!menu.hidden));
  });
  const submit = async () => {
    const body = input.value.trim();
    if (body === '') return;
    input.value = '';
    grow();
    if (!(await sendText(body)) && input.value === '') input.value = body;
  };
  const grow = () => (input.rows = Math.min(5, input.value.split('\n').length));
  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  });
  const form = el('form', { class: 'composer' }, quote, menu, opener, input, sendButton);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  return {
    element: form,
    showQuote(text) {
      quote.hidden = text === undefined;
      quoteText.textContent = text === undefined ? '' : say('replyingTo', { text });
      if (text !== undefined) input.focus();
    },
    sayWords(name) {
      input.setAttribute('aria-label', say('write', { name }));
      input.placeholder = say('placeholder');
      sendButton.textContent = say('send');
      opener.setAttribute('aria-label', say('attach'));
      quoteEnd.setAttribute('aria-label', say('cancelReply'));
      picture.button.textContent = say('photo');
      paper.button.textContent = say('document');
      if (!recording) voice.textContent = say('voice');
      place.textContent = say('location');
    },
  };
}

/** A button and the hidden file input it opens. */
function picker(accept, onFile) {
  const input = el('input', { type: 'file', accept, hidden: true, 'data-accept': accept || 'any' });
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (file) await onFile(file);
    input.value = '';
  });
  return { input, button: el('button', { type: 'button', onclick: () => input.click() }) };
}
