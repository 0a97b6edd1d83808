// Uses a sign-in link and says who is signed in, until the page itself is built.
const code = location.pathname === '/sign-in' ? location.hash.slice(1) : '';
history.replaceState(null, '', location.pathname);
const json = { 'content-type': 'application/json' };
const answer = code
  ? await fetch('/session/code', { method: 'POST', headers: json, body: JSON.stringify({ code }) })
  : await fetch('/session');
const body = await answer.json();
document.querySelector('#who').textContent = answer.ok
  ? `You are signed in as ${body.person.name}, ${body.person.role}, until ${new Date(body.endsAt).toLocaleString()}.`
  : body.detail;
