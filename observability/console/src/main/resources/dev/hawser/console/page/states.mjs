// SPDX-License-Identifier: Apache-2.0
// A state is told by a word, a mark of its own shape, and a colour; never by the colour alone.
import { html } from './html.mjs';

const STATES = {
  DOWN: { word: 'Down', tone: 'bad', mark: 'cross', rank: 0 },
  EJECTED: { word: 'Ejected', tone: 'warn', mark: 'triangle', rank: 1 },
  DEGRADED: { word: 'Degraded', tone: 'warn', mark: 'triangle', rank: 1 },
  DRAINED: { word: 'Drained', tone: 'held', mark: 'pause', rank: 2 },
  DRAINING: { word: 'Draining', tone: 'held', mark: 'arrow', rank: 3 },
  CONNECTING: { word: 'Connecting', tone: 'busy', mark: 'half', rank: 4 },
  IDLE: { word: 'Idle', tone: 'calm', mark: 'ring', rank: 5 },
  UP: { word: 'Up', tone: 'good', mark: 'dot', rank: 6 },
  CLOSED: { word: 'Closed', tone: 'calm', mark: 'ring', rank: 7 },
};

const MARKS = {
  dot: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z',
  ring: 'M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10zm0 2a3 3 0 1 0 0 6a3 3 0 0 0 0-6z',
  half: 'M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10zm0 2v6a3 3 0 0 0 0-6z',
  cross: 'M2.6 1L6 4.4L9.4 1L11 2.6L7.6 6L11 9.4L9.4 11L6 7.6L2.6 11L1 9.4L4.4 6L1 2.6z',
  triangle: 'M6 .8L11.8 11H.2zM5.2 4.2v3.4h1.6V4.2zm0 4.2v1.5h1.6V8.4z',
  pause: 'M2 1.5h3v9H2zM7 1.5h3v9H7z',
  arrow: 'M4.7 1h2.6v5.2h3.2L6 11L1.5 6.2h3.2z',
};

/** The state to show: what an operator drained says so, unless it is worse than that. */
export function shown(endpoint) {
  const graver = endpoint.state === 'DOWN' || endpoint.state === 'EJECTED';
  return endpoint.drained && !graver ? 'DRAINED' : endpoint.state;
}

/** What people call it; its address where it has no name. */
export const label = endpoint => endpoint.name || endpoint.address;

export const stateOf = name => STATES[name] ?? { word: String(name ?? 'Unknown'), tone: 'calm', mark: 'ring', rank: 5 };

/** Whether somebody should look at it. */
export const isTrouble = endpoint => stateOf(shown(endpoint)).rank < 2;

export function State({ name }) {
  const state = stateOf(name);
  return html`<span class=${`state ${state.tone}`}>
    <svg class="mark" viewBox="0 0 12 12" aria-hidden="true"><path fill-rule="evenodd" d=${MARKS[state.mark]} /></svg>
    <span>${state.word}</span>
  </span>`;
}

export function LeaderMark() {
  return html`<span class="leader"><svg class="mark" viewBox="0 0 12 12" aria-hidden="true"
      ><path d="M1 10.5h10v-1.4H1zM.8 2.6l2.7 2.2L6 1.2l2.5 3.6l2.7-2.2L10.3 8H1.7z" /></svg>leader</span>`;
}
