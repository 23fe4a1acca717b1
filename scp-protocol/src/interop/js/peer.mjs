// A js-libp2p peer that is told by lines of JSON on standard input what to do, and says on standard output what came of it.
// It ends when its standard input does.

import './node20.mjs'
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { gossipsub } from '@chainsafe/libp2p-gossipsub'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const HASH = '/interop/sha256/1.0.0'

const say = object => process.stdout.write(JSON.stringify(object) + '\n')

// The id of the pubsub specification: author and sequence number. This library's own default puts the author's key instead.
const messageId = message => {
  const sequence = Buffer.alloc(8)
  sequence.writeBigUInt64BE(message.sequenceNumber)
  return Buffer.concat([message.from.toMultihash().bytes, sequence])
}

const node = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: {
    identify: identify(),
    ping: ping(),
    gossip: gossipsub({ msgIdFn: messageId, allowPublishToZeroTopicPeers: true })
  }
})

// One request and one answer on a stream, each behind its length as an unsigned varint.
const frame = bytes => {
  const prefix = []
  let rest = bytes.length
  while (rest >= 0x80) {
    prefix.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Buffer.concat([Buffer.from([...prefix, rest]), bytes])
}

const readFrame = async source => {
  const chunks = []
  let size = 0
  let header
  for await (const chunk of source) {
    chunks.push(Buffer.from(chunk.subarray()))
    size += chunk.byteLength
    if (header === undefined) {
      const start = Buffer.concat(chunks).subarray(0, 5)
      const end = start.findIndex(octet => octet < 0x80)
      if (end >= 0) {
        header = { prefix: end + 1, length: start.subarray(0, end + 1).reduce((sum, octet, i) => sum + (octet & 0x7f) * 2 ** (7 * i), 0) }
      }
    }
    if (header !== undefined && size >= header.prefix + header.length) {
      return Buffer.concat(chunks).subarray(header.prefix, header.prefix + header.length)
    }
  }
  throw new Error('the stream ended within a message')
}

const sha256 = bytes => createHash('sha256').update(bytes).digest()

await node.handle(HASH, async ({ stream }) => {
  const request = await readFrame(stream.source)
  await stream.sink([frame(sha256(request))])
})

node.services.gossip.addEventListener('gossipsub:message', ({ detail }) => {
  const { msg } = detail
  say({ event: 'message', type: msg.type, from: msg.from.toString(), topic: msg.topic, data: Buffer.from(msg.data).toString('hex'), id: detail.msgId })
})

const commands = {
  dial: async ({ address }) => (await node.dial(multiaddr(address))).remotePeer.toString(),
  ping: async ({ address }) => await node.services.ping.ping(multiaddr(address)),
  identify: async ({ address }) => {
    const found = await node.services.identify.identify(await node.dial(multiaddr(address)))
    return { peer: found.peerId.toString(), agent: found.agentVersion, protocols: found.protocols }
  },
  upload: async ({ address, bytes, seed }) => {
    const body = Buffer.alloc(bytes, Buffer.from(seed, 'hex'))
    const stream = await node.dialProtocol(multiaddr(address), HASH)
    const answer = readFrame(stream.source)
    await stream.sink((function * () {
      const framed = frame(body)
      for (let from = 0; from < framed.length; from += 65536) {
        yield framed.subarray(from, from + 65536)
      }
    })())
    return { own: sha256(body).toString('hex'), answered: (await answer).toString('hex') }
  },
  subscribe: async ({ topic }) => node.services.gossip.subscribe(topic),
  publish: async ({ topic, data }) => (await node.services.gossip.publish(topic, Buffer.from(data, 'hex'))).recipients.length,
  subscribers: async ({ topic }) => node.services.gossip.getSubscribers(topic).map(String),
  mesh: async ({ topic }) => node.services.gossip.getMeshPeers(topic),
  versions: async () => Object.fromEntries(
    node.getConnections().map(connection => [
      connection.remotePeer.toString(),
      connection.streams.map(stream => stream.protocol).filter(protocol => protocol?.startsWith('/meshsub/'))
    ]))
}

say({ event: 'ready', peer: node.peerId.toString(), port: Number(node.getMultiaddrs()[0].nodeAddress().port) })

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  // One command does not wait for another.
  Promise.resolve()
    .then(() => commands[command.do](command))
    .then(value => say({ id: command.id, value: value ?? null }))
    .catch(error => say({ id: command.id, error: `${error.name}: ${error.message}` }))
}
await node.stop()
process.exit(0)
