// A js-libp2p peer with an RSA identity that answers hivemind's calls: it describes itself, and gives hidden states back as they
// came. It ends when its standard input does.

import './node20.mjs'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'

const HANDLER = 'TransformerConnectionHandler.'

const node = await createLibp2p({
  privateKey: await generateKeyPair('RSA', 2048),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify() }
})

const varint = value => {
  const octets = []
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) {
    octets.push((rest & 0x7f) | 0x80)
  }
  return Buffer.from([...octets, rest])
}

const field = (number, bytes) => Buffer.concat([varint(number << 3 | 2), varint(bytes.length), bytes])

// Reads a varint; undefined when it is cut off.
const readVarint = (bytes, from) => {
  let value = 0
  for (let i = from; i < bytes.length; i++) {
    value += (bytes[i] & 0x7f) * 2 ** (7 * (i - from))
    if (bytes[i] < 0x80) {
      return { value, next: i + 1 }
    }
  }
}

// The bytes fields of a protobuf message; numbers are not needed here.
const parse = bytes => {
  const fields = {}
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at)
    const head = readVarint(bytes, tag.next)
    at = head.next
    if ((tag.value & 7) === 2) {
      (fields[tag.value >>> 3] ??= []).push(bytes.subarray(at, at + head.value))
      at += head.value
    }
  }
  return fields
}

// What a client sends, cut into messages by the given function, which returns the message and what lies behind it.
const messages = async function * (source, cut) {
  let bytes = Buffer.alloc(0)
  for await (const chunk of source) {
    bytes = Buffer.concat([bytes, chunk.subarray()])
    for (let found = cut(bytes); found !== undefined; found = cut(bytes)) {
      bytes = found.rest
      yield found
    }
  }
}

const delimited = bytes => {
  const length = readVarint(bytes, 0)
  if (length !== undefined && bytes.length >= length.next + length.value) {
    const end = length.next + length.value
    return { message: bytes.subarray(length.next, end), rest: bytes.subarray(end) }
  }
}

const marked = bytes => {
  if (bytes.length >= 9 && bytes.length >= 9 + Number(bytes.readBigUInt64BE(1))) {
    const end = 9 + Number(bytes.readBigUInt64BE(1))
    return { marker: bytes[0], message: bytes.subarray(9, end), rest: bytes.subarray(end) }
  }
}

const mark = message => {
  const head = Buffer.alloc(9)
  head.writeBigUInt64BE(BigInt(message.length), 1)
  return Buffer.concat([head, message])
}

const unary = answer => async ({ stream }) => {
  await stream.sink((async function * () {
    for await (const { message } of messages(stream.source, delimited)) {
      const envelope = parse(message)
      const call = parse(envelope[3][0])
      const response = field(4, field(1, answer(parse(call[3][0]))))
      const whole = Buffer.concat([field(1, envelope[1][0]), response])
      yield Buffer.concat([varint(whole.length), whole])
    }
  })())
}

// The map { "version": "js" }.
const DESCRIPTION = Buffer.concat([Buffer.from([0x81, 0xa7]), Buffer.from('version'), Buffer.from([0xa2]), Buffer.from('js')])

await node.handle(HANDLER + 'rpc_info', unary(() => field(1, DESCRIPTION)))
await node.handle(HANDLER + 'rpc_forward', unary(request => field(2, request[2][0])))

// Gives the parts of the first tensor back once the input has ended.
await node.handle(HANDLER + 'rpc_forward_stream', async ({ stream }) => {
  await stream.sink((async function * () {
    const parts = []
    for await (const { marker, message } of messages(stream.source, marked)) {
      if (marker === 1) {
        break
      }
      parts.push(parse(message)[2][0])
    }
    const second = parts.findIndex((part, i) => i > 0 && parse(part)[4] !== undefined)
    for (const part of parts.slice(0, second)) {
      yield mark(field(2, part))
    }
  })())
})

await node.handle(HANDLER + 'rpc_inference', async ({ stream }) => {
  await stream.sink((async function * () {
    for await (const { message } of messages(stream.source, marked)) {
      if (message.length === 0) {
        break
      }
      yield mark(field(2, parse(message)[2][0]))
    }
  })())
})

process.stdout.write(JSON.stringify({
  event: 'ready',
  peer: node.peerId.toString(),
  port: Number(node.getMultiaddrs()[0].nodeAddress().port)
}) + '\n')

process.stdin.resume()
process.stdin.on('end', async () => {
  await node.stop()
  process.exit(0)
})
