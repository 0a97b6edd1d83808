/** Every call of the page to the simulator's control API. Throws with a sentence when it is refused. */
async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const response = await fetch(`/_sim${path}`, {
    method,
    headers: body === undefined || isForm ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (response.ok) return answer;
  const issues = (answer.issues ?? []).map(({ path: where, message }) => `${where} ${message}`).join('; ');
  throw new Error(issues || answer.error);
}

const of = (customerId) => `/customers/${encodeURIComponent(customerId)}`;

export const control = {
  state: () => call('GET', '/state'),
  settings: () => call('GET', '/settings'),
  change: (settings) => call('PATCH', '/settings', settings),
  addCustomer: (customer) => call('POST', '/customers', customer),
  patchCustomer: (id, patch) => call('PATCH', of(id), patch),
  conversation: (id, phoneNumberId) =>
    call('GET', `${of(id)}/messages?phoneNumberId=${encodeURIComponent(phoneNumberId)}&limit=200`),
  send: (id, message) => call('POST', `${of(id)}/messages`, message),
  sendFile: (id, message, file) => {
    const form = new FormData();
    form.set('message', JSON.stringify(message));
    form.set('file', file, file.name);
    return call('POST', `${of(id)}/messages`, form);
  },
  read: (id) => call('POST', `${of(id)}/read`, {}),
  play: (id, wamid) => call('POST', `${of(id)}/play`, { wamid }),
};
