'use strict';
const UNIT = 10n ** 18n;
const byId = (id) => document.getElementById(id);

function tokens(units, digits = 4) {
  const value = BigInt(units);
  const fraction = (value % UNIT).toString().padStart(18, '0').slice(0, digits);
  return `${(value / UNIT).toLocaleString('en')}.${fraction}`;
}

function element(tag, text, className) {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

function rows(target, items, cells) {
  target.replaceChildren(...items.map((item) => {
    const row = document.createElement('tr');
    row.append(...cells(item));
    return row;
  }));
}

function verdict(node) {
  if (node.convicted) return element('td', node.planted ? `convicted (${node.planted})` : 'convicted', 'bad');
  if (node.probesSent === 0) return element('td', 'not probed yet', 'dim');
  if (node.probesAnswered === 0) return element('td', 'no answer', 'bad');
  if (node.probesAnswered < node.probesSent) return element('td', `${node.uptimePercent.toFixed(0)} % answered`, 'warn');
  return element('td', 'correct', 'good');
}

function showNodes(nodes) {
  rows(byId('nodes'), nodes, (n) => [
    element('td', `${n.id} · ${n.peerId.slice(-6)}`),
    element('td', n.nodeClass.toLowerCase()),
    element('td', n.span ?? '–'),
    verdict(n),
    element('td', `${n.probesCorrect} / ${n.probesAnswered} / ${n.probesSent}`, 'num'),
    element('td', n.probesAnswered ? `${n.latencyMedianMs} ms` : '–', 'num'),
    element('td', BigInt(n.score) === 0n ? '0' : tokens(n.score), 'num'),
    element('td', tokens(n.stake, 2), 'num'),
    element('td', tokens(n.reputation, 3), 'num'),
  ]);
  const served = [];
  for (const n of nodes) {
    if (!n.span || n.convicted || n.probesAnswered === 0) continue;
    const [first, last] = n.span.split('-').map(Number);
    for (let block = first; block <= last; block++) served[block] = (served[block] ?? 0) + 1;
  }
  const spans = Array.from(served, (count, block) =>
    element('span', `block ${block}: ${count ?? 0}`, !count ? 'bad' : count === 1 ? 'warn' : 'good'));
  byId('coverage').replaceChildren(...spans);
}

function showEpochs(epochs) {
  rows(byId('epochs'), [...epochs].reverse(), (e) => [
    element('td', String(e.epoch)),
    element('td', e.proposer === null ? '–' : `node ${e.proposer}`),
    element('td', e.proposalOffset === null ? '–' : String(e.proposalOffset), 'num'),
    element('td', `${e.attests} of ${e.attestors} (${(e.attestRatio * 100).toFixed(0)} %)`,
      e.attestRatio >= 0.66 ? 'good' : e.settled ? 'bad' : 'dim'),
    element('td', !e.settled ? 'open' : e.accepted ? 'accepted' : 'not accepted', !e.settled ? 'dim' : e.accepted ? 'good' : 'bad'),
    element('td', Object.entries(e.rewards).map(([id, paid]) => `${id}: ${tokens(paid)}`).join('   ') || '–', 'wide'),
  ]);
}

function showLists(view) {
  byId('proofs').replaceChildren(...view.proofs.map((p) => {
    const item = element('li', `node ${p.accused}, epoch ${p.epoch}: ${p.reason} · ${(p.bytes / 1024).toFixed(0)} KiB · `);
    const link = element('a', p.digest.slice(0, 18) + '…');
    link.href = `api/v1/proofs/${p.digest}`;
    link.download = `${p.digest.slice(2, 18)}.proof`;
    item.append(link);
    return item;
  }));
  if (view.proofs.length === 0) byId('proofs').replaceChildren(element('li', 'none', 'dim'));
  byId('validators').replaceChildren(...view.validators.map((v) =>
    element('li', `node ${v.node}: ${v.duty} (${v.proposals} proposals, ${v.attestations} attestations)`)));
  byId('events').replaceChildren(...[...view.events].reverse().map((e) => element('li', `#${e.block}  ${e.text}`)));
}

function show(view) {
  byId('chain').textContent = `${view.chain} · subnet ${view.subnet} · ${view.dialect.toLowerCase()} runtime`;
  byId('ready').textContent = view.ready ? 'ready' : 'not ready: ' + view.missing.join('; ');
  byId('ready').className = 'badge ' + (view.ready ? 'good' : 'warn');
  byId('block').textContent = view.block.toLocaleString('en');
  byId('finalized').textContent = `finalized ${view.finalizedBlock.toLocaleString('en')}`;
  byId('epoch').textContent = view.epoch;
  byId('offset').max = view.epochLength;
  byId('offset').value = view.offset;
  const settled = view.epochs.filter((e) => e.settled);
  byId('accepted').textContent = `${settled.filter((e) => e.accepted).length} of ${settled.length}`;
  const lowest = settled.length ? Math.min(...settled.map((e) => e.attestRatio)) : null;
  byId('ratio').textContent = lowest === null ? '' : `lowest ratio ${(lowest * 100).toFixed(0)} %`;
  byId('convicted').textContent = view.nodes.filter((n) => n.convicted).length;
  byId('proofcount').textContent = `${view.proofs.length} proofs held`;
  showNodes(view.nodes);
  showEpochs(view.epochs);
  showLists(view);
}

const source = new EventSource('api/v1/events');
source.addEventListener('status', (event) => show(JSON.parse(event.data)));
source.onerror = () => {
  byId('ready').textContent = 'connection lost';
  byId('ready').className = 'badge bad';
};
