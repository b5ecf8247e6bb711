// SPDX-License-Identifier: Apache-2.0
// One endpoint in the table, in two lines; all of it below, when it is open.
import { html } from './html.mjs';
import { NONE, age, cause, known, number, percent } from './format.mjs';
import { ConnectionsBar, Level, Spark } from './drawings.mjs';
import { Details } from './details.mjs';
import { LeaderMark, State, shown, stateOf } from './states.mjs';

const Cell = ({ id, name, children }) =>
  html`<td role="cell" class=${`c-${id}`}><span class="cell-name">${name}</span>${children}</td>`;

const isLeader = (pool, one) => one.leader || pool.leader === one.address;

const subtitle = one => [one.name !== one.address && one.name, one.zone].filter(Boolean).join(' · ');

/** Why it can't serve; else nothing. And the last error, which may be long over, unless that is the reason. */
function Reason({ one }) {
  const error = one.lastError && `${age(one.lastError.agoMs)} ago: ${one.lastError.message}`;
  const isSaid = !error || one.why?.includes(one.lastError.message);
  return html`
    ${one.why && html`<span class=${`line reason ${stateOf(shown(one)).tone} ${isSaid ? 'two' : ''}`} title=${one.why}>${cause(one.why, one.address)}</span>`}
    ${(!one.why || !isSaid) && html`<span class="line low" title=${error ?? ''}>${error ?? 'no error'}</span>`}`;
}

function Weight({ one }) {
  const isOverridden = known(one.discoveredWeight) && one.discoveredWeight !== one.weight;
  return html`<span class="line">${number(one.weight)}</span>
    <span class="line low">${isOverridden ? 'by hand' : ''}</span>`;
}

export function Row({ pool, endpoint: one, live, isOpen, onToggle }) {
  const state = shown(one);
  const id = `details-${one.address}`;
  const click = event => {
    if (!event.target.closest('button, a, input') && String(getSelection()) === '') onToggle();
  };
  return html`
    <tr role="row" class=${`endpoint ${stateOf(state).tone} ${isOpen ? 'open' : ''}`} data-endpoint=${one.address}
        data-state=${state} onClick=${click}>
      <${Cell} id="state" name="State">
        <button type="button" class="expand" aria-expanded=${isOpen} aria-controls=${isOpen ? id : undefined}
            aria-label=${`${stateOf(state).word}: ${one.address}, details`} onClick=${onToggle}>
          <svg class="chevron" viewBox="0 0 8 8" aria-hidden="true"><path d="M2 1l4 3l-4 3" /></svg><${State} name=${state} />
        </button>
        <span class="line low since">${known(one.sinceMs) ? `for ${age(one.sinceMs)}` : ''}</span>
      <//>
      <${Cell} id="endpoint" name="Endpoint">
        <span class="line address" title=${one.address}>${one.address}</span>
        <span class="line low" title=${subtitle(one)}>${isLeader(pool, one) && html`<${LeaderMark} />`}${subtitle(one)}</span>
      <//>
      <${Cell} id="why" name="Reason and last error"><${Reason} one=${one} /><//>
      <${Cell} id="weight" name="Weight"><${Weight} one=${one} /><//>
      <${Cell} id="connections" name="Connections"><${ConnectionsBar} one=${one} /><//>
      <${Cell} id="inFlight" name="In flight"><span class="line">${number(one.inFlight)}</span><//>
      <${Cell} id="rate" name="Rate used">
        <span class="line">${known(one.rateUsed) ? percent(one.rateUsed * 100) : NONE}</span>
        ${known(one.rateUsed) && html`<${Level} part=${one.rateUsed} />`}
      <//>
      <${Cell} id="calls" name="Share">
        <span class="line">${known(one.share) ? percent(one.share * 100) : NONE}</span>
        <span class="line low">${number(one.perSecond)}/s</span>
      <//>
      <${Cell} id="spark" name="Last minute"><${Spark} values=${one.spark ?? []} /><//>
    </tr>
    ${isOpen && html`<tr role="row" class="details" id=${id}><td role="cell" colspan="9">
      <${Details} pool=${pool} one=${one} live=${live} /></td></tr>`}`;
}
