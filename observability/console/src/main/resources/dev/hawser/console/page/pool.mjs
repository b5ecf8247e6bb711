// SPDX-License-Identifier: Apache-2.0
// Everything about one pool.
import { html } from './html.mjs';
import { age, known, number, plural } from './format.mjs';
import { Calls } from './calls.mjs';
import { Changes } from './changes.mjs';
import { Charts } from './charts.mjs';
import { Endpoints } from './endpoints.mjs';
import { unit } from './cards.mjs';
import { Why } from './why.mjs';

function Source({ source }) {
  if (!source) return html`<p class="source">no source</p>`;
  return html`<p class="source">
    <span class="source-words" title=${source.words}>${source.words}</span>
    <span>${known(source.ageMs) ? `endpoints confirmed ${age(source.ageMs)} ago` : 'endpoints not confirmed yet'}</span>
    ${source.problem && html`<span class="warn" title=${source.problem}>Problem: ${source.problem}</span>`}
  </p>`;
}

const PARTS = [['endpoints-title', 'Endpoints'], ['calls-title', 'Failed calls'], ['why-title', 'Why'], ['changes-title', 'Last changes']];

/** Not by the address, which says what pool is looked at. */
function jump(event, id) {
  event.preventDefault();
  const head = document.getElementById(id);
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  head.scrollIntoView();
}

const Parts = () => html`<nav class="parts" aria-label="Parts of this pool">${PARTS.map(([id, name]) =>
  html`<a key=${id} href=${`#${id}`} onClick=${event => jump(event, id)}>${name}</a>`)}</nav>`;

const Totals = ({ pool }) => html`<p class="totals">
  ${plural(pool.total ?? 0, unit(pool).slice(0, -1), unit(pool))} since it began${pool.holding === 'SHARED' ? ', each attempt counted' : ''}: ${number(pool.failed ?? 0)} failed,${' '}
  ${number(pool.refused ?? 0)} refused, ${number(pool.retried ?? 0)} tried again${known(pool.waitP99Ms) ? `, p99 of waits ${number(pool.waitP99Ms)} ms` : ''}
</p>`;

export function Pool({ pool, live }) {
  return html`
    <section class="pool" aria-labelledby="pool-name">
      <div class="pool-head">
        <h2 id="pool-name">${pool.name}</h2>
        <${Source} source=${pool.source} />
        <${Parts} />
        <${Totals} pool=${pool} />
      </div>
      <${Charts} pool=${pool} losses=${live.losses} />
      <${Endpoints} pool=${pool} live=${live} />
      <div class="panels">
        <${Calls} pool=${pool} losses=${live.losses} />
        <div>
          <${Why} pool=${pool} losses=${live.losses} />
          <${Changes} pool=${pool} events=${live.events} />
        </div>
      </div>
    </section>`;
}
