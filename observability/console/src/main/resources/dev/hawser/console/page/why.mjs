// SPDX-License-Identifier: Apache-2.0
// Where the next call would go, and why. Asked again every few seconds; of large pools when somebody wants to know.
import { html, useState } from './html.mjs';
import { cause, known, percent, upper } from './format.mjs';
import { label } from './states.mjs';
import { usePolled } from './live.mjs';

const LARGE = 100;
const SHOWN = 12;

const Candidate = ({ one, name }) => html`<li class=${one.eligible ? 'good' : 'bad'}>
  <span class="candidate"><b>${one.eligible ? 'can' : 'can’t'}</b> <span>${one.address}${name !== one.address && html` <span class="low">${name}</span>`}</span></span>
  <span class="candidate-share">${known(one.share) ? percent(one.share * 100) : ''}</span>
  <span class="candidate-why" title=${one.why}>${cause(one.why, one.address)}</span>
</li>`;

export function Why({ pool, losses }) {
  const isLarge = pool.endpoints.length > LARGE;
  const [asked, setAsked] = useState(0);
  const { body, problem } = usePolled('/why', { pool: pool.name }, isLarge ? 0 : 3000, [losses, asked]);
  const all = body?.endpoints ?? [];
  const names = new Map(pool.endpoints.map(one => [one.address, label(one)]));
  const some = [...all].sort((a, b) => a.eligible - b.eligible).slice(0, SHOWN);
  return html`<section class="panel" aria-labelledby="why-title">
    <div class="panel-head"><h3 id="why-title">Where the next one goes, and why</h3>
      ${isLarge && html`<button type="button" onClick=${() => setAsked(asked + 1)}>Ask again</button>`}</div>
    <p class="why-verdict">${problem ?? (body?.verdict ? upper(body.verdict) : '…')}</p>
    <ul class="candidates">${(all.length > SHOWN ? some : all).map(one => html`<${Candidate} key=${one.address} one=${one} name=${names.get(one.address) ?? one.address} />`)}</ul>
    ${all.length > SHOWN && html`<p class="low">and ${all.length - SHOWN} more; all of them: <a href=${`/why?pool=${encodeURIComponent(pool.name)}&format=text`}>as text</a></p>`}
  </section>`;
}
