// SPDX-License-Identifier: Apache-2.0
// What is set in a way that will hurt some day.
import { html } from './html.mjs';
import { plural } from './format.mjs';

const TONES = { error: 'bad', warning: 'warn', advice: 'busy' };
const ORDER = ['error', 'warning', 'advice'];

const Finding = ({ one }) => html`<li class=${`finding ${TONES[one.severity] ?? 'calm'}`}>
  <p class="finding-head"><span class=${`tag ${TONES[one.severity] ?? 'calm'}`}>${one.severity}</span>
    <code>${one.rule}</code> ${one.pool ? html`<span class="low">pool <b>${one.pool}</b></span>` : ''}</p>
  <h3>${one.what}</h3>
  <p>${one.why}</p>
  <p class="remedy"><b>Remedy</b> ${one.remedy}</p>
</li>`;

export function LintPage({ answer: { body, problem } }) {
  const findings = [...body?.findings ?? []].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const checked = body?.checked ?? [];
  return html`<section class="single" aria-labelledby="lint-title">
    <h2 id="lint-title">Lint</h2>
    <p class="lead">${problem ?? (!body ? '…' : findings.length
      ? `${plural(findings.length, 'finding', 'findings')}: settings that work, and will hurt some day.`
      : 'Nothing to find fault with.')}</p>
    <ul class="findings">${findings.map((one, index) => html`<${Finding} key=${`${one.rule} ${one.pool} ${index}`} one=${one} />`)}</ul>
    ${checked.length > 0 && html`<h3>Checked</h3>
      <ul class="checked">${checked.map(rule => {
        const isFound = findings.some(one => one.rule === rule);
        return html`<li key=${rule}><code>${rule}</code> <span class=${isFound ? 'warn' : 'good'}>${isFound ? 'found' : 'fine'}</span></li>`;
      })}</ul>`}
  </section>`;
}
