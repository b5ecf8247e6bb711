// SPDX-License-Identifier: Apache-2.0
// All about one endpoint: what is wrong, its figures, what happened, what an operator may do.
import { html } from './html.mjs';
import { age, number, upper } from './format.mjs';
import { Event, telling } from './changes.mjs';
import { Steer } from './steer.mjs';
import { stateOf, shown } from './states.mjs';
import { unit } from './cards.mjs';
import { usePolled } from './live.mjs';

const SHOWN = 8;
const ASKED = 40;

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

function Facts({ pool, one }) {
  return html`<dl class="facts">
    <${Fact} name="State">${stateOf(shown(one)).word} for ${age(one.sinceMs)}<//>
    <${Fact} name="Reason">${one.why || 'none: it can serve'}<//>
    <${Fact} name="Last error">${one.lastError ? `${age(one.lastError.agoMs)} ago: ${one.lastError.message}` : 'none'}<//>
    <${Fact} name=${upper(unit(pool))}>${number(one.total)} in all, ${number(one.failed)} failed<//>
    <${Fact} name="Connections">${number(one.opened)} opened in all, ${number(one.connectFailures)} attempts failed<//>
    <${Fact} name="Weight">${number(one.weight)}, from discovery ${number(one.discoveredWeight ?? one.weight)}<//>
  </dl>`;
}

/** What the server remembers, and what it told since. */
function Timeline({ pool, one, events }) {
  const newest = events.find(event => event.pool === pool.name && event.endpoint === one.address);
  const { body } = usePolled('/events', { pool: pool.name, endpoint: one.address, limit: ASKED }, 0, [newest?.at]);
  const shownEvents = telling(body?.events ?? []).slice(0, SHOWN);
  return html`<section aria-label=${`What happened at ${one.address}`}>
    <h4>What happened</h4>
    ${shownEvents.length ? html`<ol class="timeline">${shownEvents.map((event, index) =>
      html`<${Event} key=${`${event.at} ${index}`} event=${event} />`)}</ol>` : html`<p class="low">${body ? 'Nothing is remembered.' : '…'}</p>`}
  </section>`;
}

export function Details({ pool, one, live }) {
  return html`<div class="details-body">
    <section aria-label=${`Figures of ${one.address}`}><h4>${one.address}</h4><${Facts} pool=${pool} one=${one} /></section>
    <${Timeline} pool=${pool} one=${one} events=${live.events} />
    <${Steer} pool=${pool} one=${one} isAllowed=${live.actions} />
  </div>`;
}
