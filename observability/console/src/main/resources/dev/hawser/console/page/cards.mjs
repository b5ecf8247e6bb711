// SPDX-License-Identifier: Apache-2.0
// One card for each pool: how it does, and what is wrong with it in one line.
import { html } from './html.mjs';
import { cause, millis, number, percent, plural } from './format.mjs';
import { State, isTrouble, label, shown, stateOf } from './states.mjs';

/** What its unit of work is called. */
export const unit = pool => pool.holding === 'EXCLUSIVE' ? 'leases' : 'calls';

export function verdict(pool) {
  const sick = pool.endpoints.filter(isTrouble);
  if (pool.problem) return { tone: 'bad', words: pool.problem };
  if (!pool.endpoints.length) return { tone: 'bad', words: 'There are no endpoints.' };
  if (!sick.length) return { tone: 'good', words: `${plural(pool.endpoints.length, 'endpoint', 'endpoints')}, all well` };
  const [first] = sick;
  const words = `${label(first)} ${stateOf(shown(first)).word.toLowerCase()}${first.why ? `: ${cause(first.why, first.address)}` : ''}`;
  const tone = sick.some(one => one.state === 'DOWN') ? 'bad' : 'warn';
  const all = pool.endpoints.length;
  return { tone, words: sick.length === 1 ? words : `${sick.length} of ${all} in trouble. ${words}` };
}

const Figure = ({ name, value, tone }) => html`<div><dt>${name}</dt><dd class=${tone ?? ''}>${value}</dd></div>`;

function Card({ pool, isChosen }) {
  const { tone, words } = verdict(pool);
  const success = pool.successPercent;
  return html`
    <li class=${`card ${stateOf(pool.state).tone}`} data-pool=${pool.name}>
      <div class="card-head">
        <h2><a href=${`#/pools/${encodeURIComponent(pool.name)}`} aria-current=${isChosen ? 'true' : undefined}>${pool.name}</a></h2>
        <${State} name=${pool.state} />
      </div>
      <dl>
        <${Figure} name="success" value=${percent(success)} tone=${success < 99 ? 'bad' : success < 99.9 ? 'warn' : ''} />
        <${Figure} name=${`${unit(pool)}/s`} value=${number(pool.perSecond)} />
        <${Figure} name="p50" value=${millis(pool.p50Ms)} />
        <${Figure} name="p99" value=${millis(pool.p99Ms)} />
        <${Figure} name="pending" value=${number(pool.waiting)} tone=${pool.waiting > 0 ? 'warn' : ''} />
      </dl>
      <p class=${`verdict ${tone}`} title=${words}>${words}</p>
    </li>`;
}

export function Cards({ pools, chosen }) {
  return html`<ul class="cards" aria-label="Pools">${pools.map(pool =>
    html`<${Card} key=${pool.name} pool=${pool} isChosen=${pool.name === chosen} />`)}</ul>`;
}
