"""Writes golden.properties beside this file; see README.md."""
import hashlib, json, msgpack, numpy as np, struct, math
import m_pb2 as m, d_pb2 as d
V = {}
def put(name, b): V[name] = bytes(b).hex()
def tup(*items): return msgpack.ExtType(0x40, msgpack.packb(list(items), use_bin_type=True))
cid = bytes(range(16))
def env(**k): return d.PersistentConnectionRequest(callId=cid, **k).SerializeToString()
put("unary.request", env(callUnary=d.CallUnaryRequest(peer=b"", proto="TransformerConnectionHandler.rpc_info", data=m.ExpertUID(uid="llama.3").SerializeToString())))
info = {"version": "2.3.0.dev2", "dht_client_mode": False, "cache_tokens_available": 163840, "keyword_names": tup("a"), "forward_schema": [msgpack.ExtType(0x51, b"\x80")], "next_pings": {"x": 0.25}, "none": None}
put("info", m.ExpertInfo(serialized_info=msgpack.packb(info, use_bin_type=True)).SerializeToString())
put("unary.answer", env(unaryResponse=d.CallUnaryResponse(response=bytes.fromhex(V["info"]))))
put("unary.error", env(unaryResponse=d.CallUnaryResponse(error="no such block".encode())))
put("rpc.error", m.RPCError(message="cache is full").SerializeToString())
x = np.array([[[0.5, -1.25, 3.0], [1e-3, 65504.0, -0.0]]], dtype="<f4")
def tensor(a, comp, buf, dtype, chunks=0): return m.Tensor(buffer=buf, size=a.shape, dtype=dtype, compression=comp, chunks=chunks)
put("request", m.ExpertRequest(uid="llama.3 llama.4", tensors=[tensor(x, 0, x.tobytes(), "float32"), m.Tensor(size=[0], dtype="float32")], metadata=msgpack.packb({})).SerializeToString())
meta = {"session_id": "0x00", "step_id": "0x00-0", "max_length": 300}
put("metadata", msgpack.packb(meta))
put("response", m.ExpertResponse(tensors=[tensor(x, 0, x.tobytes(), "float32")], metadata=msgpack.packb({"k": 1})).SerializeToString())
def t(name, a, comp, buf, dtype, expect):
    put("tensor." + name, tensor(a, comp, buf, dtype).SerializeToString()); put("values." + name, np.asarray(expect, dtype="<f4").tobytes())
rng = np.random.default_rng(7)
y = (rng.standard_normal((1, 5, 8)) * 3).astype("<f4")
bf = lambda a: (((a.view("<u4") + 0x7FFF + ((a.view("<u4") >> 16) & 1)) >> 16).astype("<u2"))
wide = lambda u: (u.astype("<u4") << 16).view("<f4")
t("float32", y, 0, y.tobytes(), "float32", y)
t("float16", y, 0, y.astype("<f2").tobytes(), "float16", y.astype("<f2").astype("<f4"))
t("bfloat16", y, 0, bf(y).tobytes(), "bfloat16", wide(bf(y)))
t("bfloat16.legacy", y, 0, wide(bf(y)).tobytes(), "bfloat16", wide(bf(y)))
t("halves", y, 2, y.astype("<f2").tobytes(), "float32", y.astype("<f2").astype("<f4"))
mean = y.mean(axis=-1, keepdims=True, dtype="<f4"); c = y - mean
std = (np.sqrt((c.astype("<f8")**2).mean(axis=-1, keepdims=True))).astype("<f4")
h = (c / std).astype("<f2")
t("meanstd", y, 1, h.tobytes() + mean.tobytes() + std.tobytes(), "float32", h.astype("<f4") * std + mean)
book = np.sort(rng.standard_normal(256).astype("<f4")); idx = rng.integers(0, 256, y.shape).astype("u1")
t("uniform", y, 4, struct.pack("<q", 256) + book.tobytes() + idx.tobytes(), "float32", book[idx])
t("quantile", y, 3, struct.pack("<q", 256) + book.tobytes() + idx.tobytes(), "float32", book[idx])
z = np.zeros((1, 3, 2731)); zi = rng.integers(0, 256, z.shape).astype("u1"); am = np.array([2.0, 0.5, 3.5], dtype="<f4")
small = (z, 5, struct.pack("<qq", 3, 256) + am.tobytes() + book.tobytes() + zi.tobytes(), "float32")
ex = (book[zi].reshape(-1) * am[np.arange(z.size) // 4096]).astype("<f4")
put("tensor.blockwise", tensor(*small).SerializeToString()); V["sha256.blockwise"] = hashlib.sha256(ex.tobytes()).hexdigest()
l = np.array([3, -1, 2**62], dtype="<i8"); put("tensor.int64", tensor(l, 0, l.tobytes(), "int64").SerializeToString())
put("dht.key", msgpack.packb("bloom-petals.17", use_bin_type=True)); put("dht.id", hashlib.sha1(msgpack.packb("bloom-petals.17", use_bin_type=True)).digest())
put("find.request", m.FindRequest(keys=[bytes.fromhex(V["dht.id"])]).SerializeToString())
P1 = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N"; P2 = "12D3KooWGzxzKZYveHXtpG6AsrUJBcWxHBFS2HsEoGTxrMLvKXtf"
AL = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
def b58(s):
    n = 0
    for ch in s: n = n * 58 + AL.index(ch)
    b = n.to_bytes((n.bit_length() + 7) // 8, "big"); return b"\0" * (len(s) - len(s.lstrip("1"))) + b
info1 = tup(2, 1500.5, {"start_block": 16, "end_block": 24, "public_name": "somebody", "version": "2.3.0", "torch_dtype": "bfloat16"})
info2 = tup(1, 12, {"start_block": 17, "end_block": 18})
items = [[P1, msgpack.packb(info1), 1_900_000_000.5], [P2, msgpack.packb(info2), 1_800_000_000.0], ["not a peer", msgpack.packb(info2), 1.0], [P2, b"\xc1", 5.0]]
dic = msgpack.packb(msgpack.ExtType(0x50, msgpack.packb([2**63 - 1, 1_900_000_000.5, items], use_bin_type=True)))
put("dictionary", dic)
peers = [b58(P1), b58(P2)]
put("find.response", m.FindResponse(results=[m.FindResult(type=2, value=dic, expiration_time=1_900_000_000.5, nearest_node_ids=[b"n" * 20, b"m" * 20], nearest_peer_ids=peers), m.FindResult(type=0, nearest_peer_ids=peers[:1])], peer=m.NodeInfo(node_id=b"q" * 20)).SerializeToString())
put("ping.response", m.PingResponse(peer=m.NodeInfo(node_id=b"q" * 20), dht_time=1.5e9 + 0.25, available=True).SerializeToString())
for i, v in enumerate([0, 127, 128, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1, -1, -32, -33, -128, -129, -32768, -32769, -2**31, -2**31 - 1, -2**63]): put("int.%d" % v, msgpack.packb(v))
for n in (0, 31, 32, 255, 256, 70000): V["sha256.text.%d" % n] = hashlib.sha256(msgpack.packb("a" * n)).hexdigest(); V["sha256.list.%d" % n] = hashlib.sha256(msgpack.packb([1] * min(n, 60000))).hexdigest(); V["sha256.bytes.%d" % n] = hashlib.sha256(msgpack.packb(b"a" * n)).hexdigest()
for n in (1, 2, 3, 16, 17, 300): put("ext.%d" % n, msgpack.packb(msgpack.ExtType(5, b"e" * n)))
open("golden.properties", "w").write("".join("%s=%s\n" % kv for kv in sorted(V.items())))
print(len(V), sum(map(len, V.values())))
