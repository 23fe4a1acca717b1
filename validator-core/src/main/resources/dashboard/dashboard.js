'use strict';
const UNIT = 10n ** 18n;
const byId = (id) => document.getElementById(id);

/** An amount of 1e18ths as decimal text, rounded down. */
function decimal(units, digits = 4) {
  const value = BigInt(units);
  const fraction = (value % UNIT).toString().padStart(18, '0').slice(0, digits);
  return `${(value / UNIT).toLocaleString('en')}.${fraction}`;
}

function element(tag, content, className) {
  const node = document.createElement(tag);
  node.append(...[content].flat());
  if (className) node.className = className;
  return node;
}

function rowHeader(content) {
  const cell = element('th', content);
  cell.scope = 'row';
  return cell;
}

function rows(target, items, cells, nothing) {
  const filled = items.map((item) => element('tr', cells(item)));
  if (filled.length === 0) {
    const cell = element('td', nothing, 'dim');
    cell.colSpan = 9;
    filled.push(element('tr', cell));
  }
  target.replaceChildren(...filled);
}

/** Verdict in words, so that it does not depend on colour. */
function verdict(node) {
  if (node.convicted) return ['convicted', 'bad'];
  if (node.probesSent === 0) return ['not probed yet', 'dim'];
  if (node.probesAnswered === 0) return ['no answer', 'bad'];
  if (node.probesAnswered < node.probesSent) return [`${node.uptimePercent.toFixed(0)} % answered`, 'warn'];
  return ['correct', 'good'];
}

function verdictCell(node) {
  const [text, tone] = verdict(node);
  const parts = [element('span', text, `mark ${tone}`)];
  if (node.planted) parts.push(element('span', `planted: ${node.planted}`, 'aside'));
  return element('td', parts);
}

function modelBlocks(node) {
  return node.span ? node.span.split('-').map(Number) : [];
}

function showNodes(nodes) {
  rows(byId('nodes'), nodes, (n) => {
    const name = rowHeader([`${n.id}`, element('span', `…${n.peerId.slice(-6)}`, 'peer')]);
    name.title = `${n.peerId}\n${n.address}`;
    return [
      name,
      element('td', n.nodeClass === '?' ? '–' : n.nodeClass.toLowerCase()),
      element('td', n.span ? modelBlocks(n).join(' to ') : '–'),
      verdictCell(n),
      element('td', n.probesSent ? `${n.probesCorrect} / ${n.probesAnswered} / ${n.probesSent}` : '–', 'num'),
      element('td', n.probesAnswered ? `${n.latencyMedianMs} ms` : '–', 'num'),
      element('td', BigInt(n.score) === 0n ? '0' : decimal(n.score), 'num'),
      element('td', decimal(n.stake, 2), 'num'),
      element('td', decimal(n.reputation, 3), 'num'),
    ];
  }, 'no node is known yet');
  const served = [];
  for (const n of nodes) {
    if (!n.span) continue;
    const honest = !n.convicted && n.probesAnswered > 0;
    const [first, last] = modelBlocks(n);
    for (let block = first; block <= last; block++) served[block] = (served[block] ?? 0) + (honest ? 1 : 0);
  }
  byId('coverage').replaceChildren(...Array.from(served, (count = 0, block) =>
    element('li', `block ${block}: ${count}`, count === 0 ? 'bad' : count === 1 ? 'warn' : 'good')));
}

const SWARM_TONE = { healthy: 'good', 'at-risk': 'warn', broken: 'bad' };

function showSwarm(swarm) {
  byId('swarm').textContent = swarm ? swarm.state.replace('-', ' ') : '–';
  byId('swarm').className = 'mark ' + (swarm ? SWARM_TONE[swarm.state] : 'dim');
  byId('swarm-why').textContent = swarm ? swarm.sentence : 'no model is known yet';
}

function outcome(epoch) {
  if (!epoch.settled) return ['open', 'dim'];
  if (epoch.accepted) return ['accepted', 'good'];
  return epoch.proposalOffset === null ? ['no proposal', 'warn'] : ['not accepted', 'bad'];
}

function proposedBy(epoch) {
  if (epoch.proposer === null) return 'nobody was elected';
  return epoch.proposalOffset === null
    ? `node ${epoch.proposer} was elected`
    : `node ${epoch.proposer} at block ${epoch.proposalOffset} of the epoch`;
}

function rewards(epoch) {
  const paid = Object.entries(epoch.rewards)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, amount]) => element('span', [element('b', id), decimal(amount)], 'paid'));
  return element('td', paid.length ? paid : '–', 'wide');
}

function showEpochs(epochs) {
  rows(byId('epochs'), [...epochs].reverse(), (e) => {
    const [text, tone] = outcome(e);
    const attested = e.proposalOffset === null ? '–' : `${e.attests} of ${e.attestors} (${(e.attestRatio * 100).toFixed(0)} %)`;
    return [
      rowHeader(String(e.epoch)),
      element('td', proposedBy(e)),
      element('td', attested),
      element('td', element('span', text, `mark ${tone}`)),
      rewards(e),
    ];
  }, 'no epoch has been settled yet');
}

function showProofs(proofs) {
  const newestFirst = [...proofs].sort((a, b) => b.epoch - a.epoch || a.accused - b.accused || (a.digest < b.digest ? -1 : 1));
  rows(byId('proofs'), newestFirst, (p) => {
    const link = element('a', element('code', `${p.digest.slice(2, 18)}….proof`));
    link.href = `api/v1/proofs/${p.digest}`;
    link.download = `${p.digest.slice(2)}.proof`;
    link.title = p.digest;
    const meaning = element('td', p.meaning);
    meaning.title = p.reason;
    return [
      rowHeader(String(p.accused)),
      element('td', String(p.epoch)),
      meaning,
      element('td', `${(p.bytes / 1024).toFixed(0)} KiB`, 'num'),
      element('td', link),
    ];
  }, 'no node has been caught computing wrongly');
}

function showValidators(validators) {
  rows(byId('validators'), validators, (v) => [
    rowHeader(String(v.node)),
    element('td', v.duty || '–', 'wide'),
    element('td', String(v.proposals), 'num'),
    element('td', String(v.attestations), 'num'),
    element('td', v.ledgerEntries.toLocaleString('en'), 'num'),
  ], 'none');
}

function showEvents(events) {
  const items = [...events].reverse().map((e) => element('li', [element('span', `block ${e.block}`), element('div', e.text)]));
  byId('events').replaceChildren(...(items.length ? items : [element('li', 'none yet', 'dim')]));
}

function showTiles(view) {
  byId('block').textContent = view.block.toLocaleString('en');
  byId('finalized').textContent = `finalized ${view.finalizedBlock.toLocaleString('en')}`;
  byId('epoch').textContent = view.epoch;
  byId('offset').max = view.epochLength;
  byId('offset').value = view.offset + 1;
  byId('position').textContent = `block ${view.offset + 1} of ${view.epochLength}`;
  const settled = view.epochs.filter((e) => e.settled);
  const proposed = settled.filter((e) => e.proposalOffset !== null);
  byId('accepted').textContent = `${settled.filter((e) => e.accepted).length} of ${settled.length}`;
  byId('ratio').textContent = proposed.length === 0
    ? ''
    : `lowest attestation ${(Math.min(...proposed.map((e) => e.attestRatio)) * 100).toFixed(0)} %`;
  byId('convicted').textContent = `${view.nodes.filter((n) => n.convicted).length} of ${view.nodes.length}`;
  byId('proofcount').textContent = `${view.proofs.length} fault proofs held`;
}

function show(view) {
  byId('chain').textContent = `${view.chain} · subnet ${view.subnet} · ${view.dialect.toLowerCase()} runtime`;
  byId('ready').textContent = view.ready ? '✓ ready' : 'not ready: ' + view.missing.join('; ');
  byId('ready').className = 'badge ' + (view.ready ? 'good' : 'warn');
  showTiles(view);
  showNodes(view.nodes);
  showSwarm(view.swarm);
  showEpochs(view.epochs);
  showProofs(view.proofs);
  showValidators(view.validators);
  showEvents(view.events);
}

let shown = '';
const source = new EventSource('api/v1/events');
source.addEventListener('status', (event) => {
  // Nothing new leaves the page alone: selections, focus and scroll positions stay.
  if (event.data === shown) return;
  shown = event.data;
  show(JSON.parse(event.data));
});
source.onerror = () => {
  shown = '';
  byId('ready').textContent = 'connection lost';
  byId('ready').className = 'badge bad';
};
